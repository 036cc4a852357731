/** Keeps what was unpacked once on disk, and copies it from there for each test. */
@NullMarked
package org.qemu.functional.extraction;

import org.jspecify.annotations.NullMarked;
