/**
 * Create disk images with {@code qemu-img}, and extend them to the sizes that card readers require.
 */
@NullMarked
package org.qemu.functional.image;

import org.jspecify.annotations.NullMarked;
