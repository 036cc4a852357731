/** Drivers for the types of virtio devices (chapter 5 of the specification). */
@NullMarked
package org.qemu.functional.qtest.qos.virtio.driver;

import org.jspecify.annotations.NullMarked;
