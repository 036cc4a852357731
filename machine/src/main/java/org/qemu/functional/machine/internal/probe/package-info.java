/** Query what a QEMU binary supports, and remember the answers. */
@NullMarked
package org.qemu.functional.machine.internal.probe;

import org.jspecify.annotations.NullMarked;
