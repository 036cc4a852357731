/** Runs a test class or method again in a JVM of its own. */
@NullMarked
package org.qemu.functional.nativetest.internal.rerun;

import org.jspecify.annotations.NullMarked;
