/** The configuration of a test suite: its root package. */
@NullMarked
package org.qemu.functional.suite;

import org.jspecify.annotations.NullMarked;
