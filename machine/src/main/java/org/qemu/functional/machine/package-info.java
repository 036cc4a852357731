/** Run QEMU: query the capabilities of a build, and control its process, monitor and consoles. */
@NullMarked
package org.qemu.functional.machine;

import org.jspecify.annotations.NullMarked;
