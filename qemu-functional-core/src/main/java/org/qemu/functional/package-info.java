/** Base classes that a test author extends. They delegate to the packages below. */
@NullMarked
package org.qemu.functional;

import org.jspecify.annotations.NullMarked;
