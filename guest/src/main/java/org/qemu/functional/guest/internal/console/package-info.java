/** Run commands and transfer files through a shell on a guest's console. */
@NullMarked
package org.qemu.functional.guest.internal.console;

import org.jspecify.annotations.NullMarked;
