/** Keeps extracted archives on disk, and copies them from there for each test. */
@NullMarked
package org.qemu.functional.extraction;

import org.jspecify.annotations.NullMarked;
