/** Support drivers in tests that replace the CPU, like QEMU's libqos: allocate memory. */
@NullMarked
package org.qemu.functional.qtest.qos;

import org.jspecify.annotations.NullMarked;
