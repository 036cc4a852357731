/** Queries what a QEMU binary supports, and remembers the answers. */
@NullMarked
package org.qemu.functional.machine.internal.probe;

import org.jspecify.annotations.NullMarked;
