/** UFS host controllers and the devices behind them. */
@NullMarked
package org.qemu.functional.qtest.qos.ufs;

import org.jspecify.annotations.NullMarked;
