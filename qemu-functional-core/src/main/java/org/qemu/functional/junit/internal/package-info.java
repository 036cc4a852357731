/** Provide parameters and fields to tests that extend no base class. */
@NullMarked
package org.qemu.functional.junit.internal;

import org.jspecify.annotations.NullMarked;
