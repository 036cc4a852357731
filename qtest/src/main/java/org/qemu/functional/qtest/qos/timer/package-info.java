/** Drives clocks and timers: what tests need of their registers, by name. */
@NullMarked
package org.qemu.functional.qtest.qos.timer;

import org.jspecify.annotations.NullMarked;
