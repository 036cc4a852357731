/**
 * Reads tar: that of commons-compress cannot read sparse files of more than 2 GiB, and takes what
 * an archive says of the size of its headers for granted.
 */
@NullMarked
package org.qemu.functional.archive.tar;

import org.jspecify.annotations.NullMarked;
