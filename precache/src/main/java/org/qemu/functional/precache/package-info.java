/** The {@code precache} command: fills the asset cache before the tests run. */
@NullMarked
package org.qemu.functional.precache;

import org.jspecify.annotations.NullMarked;
