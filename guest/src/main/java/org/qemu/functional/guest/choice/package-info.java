/** The options that a test chooses from at random. */
@NullMarked
package org.qemu.functional.guest.choice;

import org.jspecify.annotations.NullMarked;
