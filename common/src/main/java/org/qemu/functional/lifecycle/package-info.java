/** Closes resources in reverse order, once, at the end of a test or of the whole program. */
@NullMarked
package org.qemu.functional.lifecycle;

import org.jspecify.annotations.NullMarked;
