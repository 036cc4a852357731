/** Distinguishes the kinds of failures, and records the result of a test in its trace. */
@NullMarked
package org.qemu.functional.failure.internal;

import org.jspecify.annotations.NullMarked;
