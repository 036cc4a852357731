/** Runs a test class under valgrind, and assigns what valgrind reports to the tests. */
@NullMarked
package org.qemu.functional.nativetest.internal.valgrind;

import org.jspecify.annotations.NullMarked;
