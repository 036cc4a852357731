/** Disk images: made by {@code qemu-img}, or stretched to what a card reader takes. */
@NullMarked
package org.qemu.functional.image;

import org.jspecify.annotations.NullMarked;
