/** What a suite of tests says of itself: its root package. */
@NullMarked
package org.qemu.functional.suite;

import org.jspecify.annotations.NullMarked;
