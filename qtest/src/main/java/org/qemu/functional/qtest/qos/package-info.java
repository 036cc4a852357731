/**
 * A little operating system for tests that are the CPU, in the manner of QEMU's libqos: memory to
 * be had.
 */
@NullMarked
package org.qemu.functional.qtest.qos;

import org.jspecify.annotations.NullMarked;
