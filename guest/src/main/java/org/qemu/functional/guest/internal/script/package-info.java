/** Process the output of a script in a guest line by line. */
@NullMarked
package org.qemu.functional.guest.internal.script;

import org.jspecify.annotations.NullMarked;
