/**
 * The program started by {@code java -jar}: arguments, the test run with its TAP, the precache run.
 */
@NullMarked
package org.qemu.functional.launch;

import org.jspecify.annotations.NullMarked;
