/** Stores the results of tests over time. */
@NullMarked
package org.qemu.functional.report.internal.history;

import org.jspecify.annotations.NullMarked;
