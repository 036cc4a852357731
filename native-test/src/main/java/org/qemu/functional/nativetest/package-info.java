/**
 * Tests any C library from JUnit: structures, errno, callbacks, valgrind, coverage, failing
 * allocations.
 */
@NullMarked
package org.qemu.functional.nativetest;

import org.jspecify.annotations.NullMarked;
