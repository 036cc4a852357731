/**
 * Programs whose tests fail on purpose, each for one reason: {@code scripts/fault-report} makes a
 * report of them. The names of the tests do not tell the reason, so that a reader has only the
 * report to find it.
 */
@NullMarked
package org.qemu.functional.tests.faults;

import org.jspecify.annotations.NullMarked;
