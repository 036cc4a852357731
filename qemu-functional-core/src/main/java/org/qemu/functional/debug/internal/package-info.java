/**
 * Debugging aids: the console of a VM on the terminal, machines that keep running, all logs on
 * standard error.
 */
@NullMarked
package org.qemu.functional.debug.internal;

import org.jspecify.annotations.NullMarked;
