/** Access registers at random, and reduce failures to the shortest sequence of accesses. */
@NullMarked
package org.qemu.functional.qtest.fuzz;

import org.jspecify.annotations.NullMarked;
