/** Build a kernel and an initramfs from distribution packages. */
@NullMarked
package org.qemu.functional.guest.image;

import org.jspecify.annotations.NullMarked;
