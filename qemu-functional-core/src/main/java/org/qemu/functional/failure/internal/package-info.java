/** Tells failures of the test, the guest, QEMU, the environment, an asset and the harness apart. */
@NullMarked
package org.qemu.functional.failure.internal;

import org.jspecify.annotations.NullMarked;
