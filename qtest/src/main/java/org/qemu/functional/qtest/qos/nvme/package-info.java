/** NVMe controllers and their queues. */
@NullMarked
package org.qemu.functional.qtest.qos.nvme;

import org.jspecify.annotations.NullMarked;
