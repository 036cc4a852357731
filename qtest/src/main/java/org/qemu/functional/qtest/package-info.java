/**
 * Drives a machine's devices in the place of its CPU: ports, memory, interrupts and the clock, over
 * QEMU's qtest protocol (told in {@code system/qtest.c} of its source).
 */
@NullMarked
package org.qemu.functional.qtest;

import org.jspecify.annotations.NullMarked;
