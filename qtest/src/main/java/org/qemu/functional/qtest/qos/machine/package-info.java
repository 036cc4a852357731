/** What a driver has to know of each machine: where memory, buses and windows are. */
@NullMarked
package org.qemu.functional.qtest.qos.machine;

import org.jspecify.annotations.NullMarked;
