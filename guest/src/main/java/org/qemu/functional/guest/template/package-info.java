/** Guests that stand still as files, and what starts copies of them. */
@NullMarked
package org.qemu.functional.guest.template;

import org.jspecify.annotations.NullMarked;
