/** Reads amounts as people write them. */
@NullMarked
package org.qemu.functional.units;

import org.jspecify.annotations.NullMarked;
