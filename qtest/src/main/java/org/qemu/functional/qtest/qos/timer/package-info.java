/** Drivers for clocks and timers, with names for the registers that tests need. */
@NullMarked
package org.qemu.functional.qtest.qos.timer;

import org.jspecify.annotations.NullMarked;
