/** Runs QEMU: what a build of it can do, its process, its monitor and its consoles. */
@NullMarked
package org.qemu.functional.machine;

import org.jspecify.annotations.NullMarked;
