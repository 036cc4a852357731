/**
 * Implement a client of the GDB remote serial protocol for QEMU's gdbstub; see "Debugging with
 * GDB", appendix "GDB Remote Serial Protocol".
 */
@NullMarked
package org.qemu.functional.gdb;

import org.jspecify.annotations.NullMarked;
