/** Read a guest's console: one reader, an append-only buffer, a cursor and patterns. */
@NullMarked
package org.qemu.functional.console;

import org.jspecify.annotations.NullMarked;
