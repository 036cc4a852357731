/** The time limits of tests, and the evidence of a test that exceeded its limit. */
@NullMarked
package org.qemu.functional.budget;

import org.jspecify.annotations.NullMarked;
