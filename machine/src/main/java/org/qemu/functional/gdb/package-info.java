/**
 * A client of the GDB remote serial protocol, as QEMU's gdbstub speaks it; see "Debugging with
 * GDB", appendix "GDB Remote Serial Protocol".
 */
@NullMarked
package org.qemu.functional.gdb;

import org.jspecify.annotations.NullMarked;
