/** What a machine shows: pictures to compare, to search and to read, and VNC to see and type. */
@NullMarked
package org.qemu.functional.screen;

import org.jspecify.annotations.NullMarked;
