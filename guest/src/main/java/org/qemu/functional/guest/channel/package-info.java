/**
 * Connect to a guest's shell and files: through the harness's own agent, QEMU's guest agent, or a
 * console.
 */
@NullMarked
package org.qemu.functional.guest.channel;

import org.jspecify.annotations.NullMarked;
