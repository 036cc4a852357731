/** Connect to a guest through the harness's own agent. */
@NullMarked
package org.qemu.functional.guest.internal.agent;

import org.jspecify.annotations.NullMarked;
