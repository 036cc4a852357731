/** Writes the members of an archive into a folder: paths, limits, sparse files, modes and times. */
@NullMarked
package org.qemu.functional.archive.internal.extract;

import org.jspecify.annotations.NullMarked;
