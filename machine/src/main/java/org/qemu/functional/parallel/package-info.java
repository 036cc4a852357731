/** Subtests that run together: how many there may be, and how much memory their guests have. */
@NullMarked
package org.qemu.functional.parallel;

import org.jspecify.annotations.NullMarked;
