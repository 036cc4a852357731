/** Reads the members of each archive format: tar, cpio, ar, deb, zip and 7z. */
@NullMarked
package org.qemu.functional.archive.internal.format;

import org.jspecify.annotations.NullMarked;
