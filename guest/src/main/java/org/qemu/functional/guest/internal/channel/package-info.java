/** Provide the sockets, waits and input streams that the channels to a guest share. */
@NullMarked
package org.qemu.functional.guest.internal.channel;

import org.jspecify.annotations.NullMarked;
