/** Guests to talk to, clone and wire together. */
@NullMarked
package org.qemu.functional.guest;

import org.jspecify.annotations.NullMarked;
