/** Annotations that skip a test where it cannot or should not run, with the reason. */
@NullMarked
package org.qemu.functional.condition;

import org.jspecify.annotations.NullMarked;
