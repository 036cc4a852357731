/** The limit of a line of the QEMU Machine Protocol. */
@NullMarked
package org.qemu.functional.qmp.internal;

import org.jspecify.annotations.NullMarked;
