/** The {@code precache} command, which fills the asset cache before the tests run. */
@NullMarked
package org.qemu.functional.precache;

import org.jspecify.annotations.NullMarked;
