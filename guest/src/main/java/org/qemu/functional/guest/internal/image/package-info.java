/** Build the kernel and initramfs of a guest image. */
@NullMarked
package org.qemu.functional.guest.internal.image;

import org.jspecify.annotations.NullMarked;
