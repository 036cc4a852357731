/**
 * Drive a machine's devices in place of its CPU: ports, memory, interrupts and the clock, over
 * QEMU's qtest protocol (documented in {@code system/qtest.c} of its source).
 */
@NullMarked
package org.qemu.functional.qtest;

import org.jspecify.annotations.NullMarked;
