/** Runs the C compiler and other tools. */
@NullMarked
package org.qemu.functional.nativetest.internal.compile;

import org.jspecify.annotations.NullMarked;
