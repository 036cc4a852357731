/** What the parameters of tests tell of themselves. */
@NullMarked
package org.qemu.functional.parameter;

import org.jspecify.annotations.NullMarked;
