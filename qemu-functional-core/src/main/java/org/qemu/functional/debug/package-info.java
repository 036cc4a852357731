/**
 * For a person who looks on: a VM's console on the terminal, machines left running, all logs at
 * once.
 */
@NullMarked
package org.qemu.functional.debug;

import org.jspecify.annotations.NullMarked;
