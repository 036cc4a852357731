/** Ways to a guest's shell and files: the harness's own agent, QEMU's guest agent, a console. */
@NullMarked
package org.qemu.functional.guest.channel;

import org.jspecify.annotations.NullMarked;
