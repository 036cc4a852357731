/** Configure machines for guests, and detect when a guest is lost. */
@NullMarked
package org.qemu.functional.guest.internal.machine;

import org.jspecify.annotations.NullMarked;
