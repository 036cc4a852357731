/** Describe each machine for drivers: the addresses of memory, buses and windows. */
@NullMarked
package org.qemu.functional.qtest.qos.machine;

import org.jspecify.annotations.NullMarked;
