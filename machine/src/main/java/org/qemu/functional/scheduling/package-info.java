/** Schedule concurrent subtests: their number, and the memory of their guests. */
@NullMarked
package org.qemu.functional.scheduling;

import org.jspecify.annotations.NullMarked;
