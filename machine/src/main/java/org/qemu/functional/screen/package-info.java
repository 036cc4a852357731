/** Inspect a machine's display: compare, search and read pictures, and view and type over VNC. */
@NullMarked
package org.qemu.functional.screen;

import org.jspecify.annotations.NullMarked;
