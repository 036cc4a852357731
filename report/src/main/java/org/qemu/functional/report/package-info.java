/** The {@code qemu-functional-report} command, which makes a report of test runs. */
@NullMarked
package org.qemu.functional.report;

import org.jspecify.annotations.NullMarked;
