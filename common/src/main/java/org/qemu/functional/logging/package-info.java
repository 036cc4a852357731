/** Writes what is logged during a test to that test's {@code base.log}, through Log4j 2. */
@NullMarked
package org.qemu.functional.logging;

import org.jspecify.annotations.NullMarked;
