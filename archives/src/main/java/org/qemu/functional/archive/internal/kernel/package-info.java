/** Extracts the ELF file of a Linux kernel for x86. */
@NullMarked
package org.qemu.functional.archive.internal.kernel;

import org.jspecify.annotations.NullMarked;
