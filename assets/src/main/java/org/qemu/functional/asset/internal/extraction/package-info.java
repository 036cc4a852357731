/** Keeps extracted archives on disk, and copies them from there for each test. */
@NullMarked
package org.qemu.functional.asset.internal.extraction;

import org.jspecify.annotations.NullMarked;
