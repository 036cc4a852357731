/** Makes a kernel and an initramfs out of distribution packages. */
@NullMarked
package org.qemu.functional.guest.image;

import org.jspecify.annotations.NullMarked;
