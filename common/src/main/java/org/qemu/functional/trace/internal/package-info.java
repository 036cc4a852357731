/** Writes the trace of a test: JSON lines on one clock, and a recording of each console. */
@NullMarked
package org.qemu.functional.trace.internal;

import org.jspecify.annotations.NullMarked;
