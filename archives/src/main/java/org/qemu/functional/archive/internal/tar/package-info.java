/**
 * Reads tar archives. The reader of commons-compress does not support sparse files of more than 2
 * GiB and trusts the sizes of headers that an archive declares.
 */
@NullMarked
package org.qemu.functional.archive.internal.tar;

import org.jspecify.annotations.NullMarked;
