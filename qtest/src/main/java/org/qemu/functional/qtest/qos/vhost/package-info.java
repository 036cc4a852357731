/** Back ends of vhost-user devices: they process the queues of a device instead of QEMU. */
@NullMarked
package org.qemu.functional.qtest.qos.vhost;

import org.jspecify.annotations.NullMarked;
