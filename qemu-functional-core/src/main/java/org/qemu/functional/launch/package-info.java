/** The program behind {@code java -jar}: arguments, the run with its TAP, the precache run. */
@NullMarked
package org.qemu.functional.launch;

import org.jspecify.annotations.NullMarked;
