/** Lets tests add steps and notes to their trace, the record of what happened when in a test. */
@NullMarked
package org.qemu.functional.trace;

import org.jspecify.annotations.NullMarked;
