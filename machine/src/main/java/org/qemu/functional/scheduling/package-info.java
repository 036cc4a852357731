/** Subtests that run together: how many there may be, and how much memory their guests have. */
@NullMarked
package org.qemu.functional.scheduling;

import org.jspecify.annotations.NullMarked;
