/** Emulate what every PCI device has: regions, DMA, interrupts and migration states. */
@NullMarked
package org.qemu.functional.vfiouser.internal.device;

import org.jspecify.annotations.NullMarked;
