/**
 * Connect VMs by Ethernet in user space, without root: hubs and switches, links that can be cut and
 * slowed down, captures, host-side sockets and a gateway with port forwards.
 */
@NullMarked
package org.qemu.functional.guest.net;

import org.jspecify.annotations.NullMarked;
