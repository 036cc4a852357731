/** Writes a report: pages, data, and copies of files. */
@NullMarked
package org.qemu.functional.report.internal.output;

import org.jspecify.annotations.NullMarked;
