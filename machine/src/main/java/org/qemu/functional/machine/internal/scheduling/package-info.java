/** Schedule concurrent subtests: their number, and the memory of their guests. */
@NullMarked
package org.qemu.functional.machine.internal.scheduling;

import org.jspecify.annotations.NullMarked;
