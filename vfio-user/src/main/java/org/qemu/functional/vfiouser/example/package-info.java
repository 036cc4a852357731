/** Demonstrate devices, each in one class to copy: a GPIO card and a DMA copy engine. */
@NullMarked
package org.qemu.functional.vfiouser.example;

import org.jspecify.annotations.NullMarked;
