/** Move Ethernet frames between sockets: event loop, framing, traffic shaping and capture files. */
@NullMarked
package org.qemu.functional.guest.internal.net;

import org.jspecify.annotations.NullMarked;
