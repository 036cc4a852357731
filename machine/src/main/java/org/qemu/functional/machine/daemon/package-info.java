/**
 * Run the programs that serve a machine, such as {@code qemu-storage-daemon}, {@code qemu-nbd} and
 * {@code swtpm}: they end with the test, and their death ends the waits of the test.
 */
@NullMarked
package org.qemu.functional.machine.daemon;

import org.jspecify.annotations.NullMarked;
