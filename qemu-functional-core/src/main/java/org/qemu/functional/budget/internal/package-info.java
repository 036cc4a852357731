/** Enforces the time limits of tests and of the whole program. */
@NullMarked
package org.qemu.functional.budget.internal;

import org.jspecify.annotations.NullMarked;
