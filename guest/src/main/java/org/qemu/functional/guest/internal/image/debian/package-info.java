/** Select Debian packages and their dependencies for a guest image. */
@NullMarked
package org.qemu.functional.guest.internal.image.debian;

import org.jspecify.annotations.NullMarked;
