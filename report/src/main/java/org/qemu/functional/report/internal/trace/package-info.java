/** Reads the traces, consoles and recordings of a test. */
@NullMarked
package org.qemu.functional.report.internal.trace;

import org.jspecify.annotations.NullMarked;
