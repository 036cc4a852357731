/**
 * Virtio: transports, virtqueues and the drivers on them (OASIS Virtual I/O Device, version 1.2).
 */
@NullMarked
package org.qemu.functional.qtest.qos.virtio;

import org.jspecify.annotations.NullMarked;
