/** The program of a JVM that runs tests for another JVM. */
@NullMarked
package org.qemu.functional.nativetest.internal.program;

import org.jspecify.annotations.NullMarked;
