/** Collects the counters of gcov and reports them with gcovr. */
@NullMarked
package org.qemu.functional.nativetest.internal.coverage;

import org.jspecify.annotations.NullMarked;
