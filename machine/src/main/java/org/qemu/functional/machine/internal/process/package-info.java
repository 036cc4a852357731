/** Starts processes, guards them, and collects what a process that died left behind. */
@NullMarked
package org.qemu.functional.machine.internal.process;

import org.jspecify.annotations.NullMarked;
