/** What a script in a guest writes, line by line. */
@NullMarked
package org.qemu.functional.guest.script;

import org.jspecify.annotations.NullMarked;
