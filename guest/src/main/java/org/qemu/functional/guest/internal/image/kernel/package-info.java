/** Unpack a kernel and its modules from a distribution package. */
@NullMarked
package org.qemu.functional.guest.internal.image.kernel;

import org.jspecify.annotations.NullMarked;
