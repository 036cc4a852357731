/** Describe the architectures of guests, and the images that were built for them. */
@NullMarked
package org.qemu.functional.guest.image;

import org.jspecify.annotations.NullMarked;
