/** Speak the protocol of QEMU's guest agent. */
@NullMarked
package org.qemu.functional.guest.internal.qga;

import org.jspecify.annotations.NullMarked;
