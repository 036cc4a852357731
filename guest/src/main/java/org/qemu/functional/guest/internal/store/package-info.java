/** Store folders that are complete or absent, named by what they were made from. */
@NullMarked
package org.qemu.functional.guest.internal.store;

import org.jspecify.annotations.NullMarked;
