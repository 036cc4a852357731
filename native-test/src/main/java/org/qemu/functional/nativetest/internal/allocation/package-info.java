/** Fails each allocation of a library once, each in a process of its own. */
@NullMarked
package org.qemu.functional.nativetest.internal.allocation;

import org.jspecify.annotations.NullMarked;
