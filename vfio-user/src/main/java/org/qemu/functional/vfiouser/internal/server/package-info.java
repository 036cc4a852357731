/** Serve a client's requests for a device: negotiation, commands, replies, lost connections. */
@NullMarked
package org.qemu.functional.vfiouser.internal.server;

import org.jspecify.annotations.NullMarked;
