/** Prepares the files of a test for its page: pictures, addresses, and quotations of logs. */
@NullMarked
package org.qemu.functional.report.internal.logs;

import org.jspecify.annotations.NullMarked;
