/** Reads amounts as people write them. */
@NullMarked
package org.qemu.functional.amount;

import org.jspecify.annotations.NullMarked;
