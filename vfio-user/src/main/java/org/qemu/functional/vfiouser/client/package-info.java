/**
 * A client of the protocol: what a virtual machine does with a device, without a virtual machine.
 *
 * <p>{@link org.qemu.functional.vfiouser.client.VfioUserClient} is for tests of devices; {@link
 * org.qemu.functional.vfiouser.client.Session} is for tests of the protocol itself, where one
 * thread is client and server in turn.
 */
@NullMarked
package org.qemu.functional.vfiouser.client;

import org.jspecify.annotations.NullMarked;
