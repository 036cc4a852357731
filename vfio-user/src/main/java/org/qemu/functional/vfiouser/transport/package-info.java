/**
 * Sends and receives whole messages with file descriptors over a UNIX socket, with a deadline for
 * each wait and a log of what was sent and received.
 */
@NullMarked
package org.qemu.functional.vfiouser.transport;

import org.jspecify.annotations.NullMarked;
