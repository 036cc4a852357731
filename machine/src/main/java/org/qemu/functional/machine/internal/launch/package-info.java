/** Launch QEMU: command line, sockets and consoles, its run, and the report of a failure. */
@NullMarked
package org.qemu.functional.machine.internal.launch;

import org.jspecify.annotations.NullMarked;
