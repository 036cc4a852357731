/** Parses and formats sizes and durations with units. */
@NullMarked
package org.qemu.functional.units;

import org.jspecify.annotations.NullMarked;
