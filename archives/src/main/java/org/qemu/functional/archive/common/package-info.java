/** Provide what all readers of archives need: names, notes about what was passed over, reasons. */
@NullMarked
package org.qemu.functional.archive.common;

import org.jspecify.annotations.NullMarked;
