/** Provide tests that have {@code @QemuTest} with connections to machines. */
@NullMarked
package org.qemu.functional.qtest.internal.parameter;

import org.jspecify.annotations.NullMarked;
