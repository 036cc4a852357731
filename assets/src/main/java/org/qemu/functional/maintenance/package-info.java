/** Looks after the cache folder as a whole: checks it, makes room in it, carries it elsewhere. */
@NullMarked
package org.qemu.functional.maintenance;

import org.jspecify.annotations.NullMarked;
