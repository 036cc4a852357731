/** Turns what is compressed into what it was, by the fastest decoder at hand. */
@NullMarked
package org.qemu.functional.archive.decode;

import org.jspecify.annotations.NullMarked;
