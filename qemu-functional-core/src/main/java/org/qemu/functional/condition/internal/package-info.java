/** Reads what test programs need of their host. */
@NullMarked
package org.qemu.functional.condition.internal;

import org.jspecify.annotations.NullMarked;
