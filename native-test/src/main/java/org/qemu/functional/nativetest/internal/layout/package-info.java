/** Lays records out as C structures. */
@NullMarked
package org.qemu.functional.nativetest.internal.layout;

import org.jspecify.annotations.NullMarked;
