/**
 * PCI devices written in Java that a client such as QEMU attaches over the vfio-user protocol: what
 * a device is, what it can do, and the server that offers it.
 */
@NullMarked
package org.qemu.functional.vfiouser;

import org.jspecify.annotations.NullMarked;
