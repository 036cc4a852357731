/** Implement the QEMU Machine Protocol (QMP); see docs/interop/qmp-spec.rst in QEMU's source. */
@NullMarked
package org.qemu.functional.qmp;

import org.jspecify.annotations.NullMarked;
