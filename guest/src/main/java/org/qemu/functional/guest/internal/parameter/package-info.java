/** Provide tests that have {@code @QemuTest} with guests. */
@NullMarked
package org.qemu.functional.guest.internal.parameter;

import org.jspecify.annotations.NullMarked;
