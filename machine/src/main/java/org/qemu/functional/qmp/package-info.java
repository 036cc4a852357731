/** Speaks the QEMU Machine Protocol; see docs/interop/qmp-spec.rst in QEMU's source. */
@NullMarked
package org.qemu.functional.qmp;

import org.jspecify.annotations.NullMarked;
