/** Extracts archives and compressed files into a folder, and never outside it. */
@NullMarked
package org.qemu.functional.archive;

import org.jspecify.annotations.NullMarked;
