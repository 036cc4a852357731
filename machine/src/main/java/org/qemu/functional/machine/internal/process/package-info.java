/** Start processes, guard them, and collect what a process that died left behind. */
@NullMarked
package org.qemu.functional.machine.internal.process;

import org.jspecify.annotations.NullMarked;
