/** Unpacks archives and compressed files into a folder, and never anywhere else. */
@NullMarked
package org.qemu.functional.archive;

import org.jspecify.annotations.NullMarked;
