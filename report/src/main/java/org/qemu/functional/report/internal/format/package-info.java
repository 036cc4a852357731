/** Writes results in the formats of other programs. */
@NullMarked
package org.qemu.functional.report.internal.format;

import org.jspecify.annotations.NullMarked;
