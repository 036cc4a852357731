/** I2C controllers and the devices on their buses. */
@NullMarked
package org.qemu.functional.qtest.qos.i2c;

import org.jspecify.annotations.NullMarked;
