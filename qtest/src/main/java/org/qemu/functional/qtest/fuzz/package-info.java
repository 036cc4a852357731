/** Random accesses to registers, and the shortest of them that does harm. */
@NullMarked
package org.qemu.functional.qtest.fuzz;

import org.jspecify.annotations.NullMarked;
