/** Emulate the PCI configuration space: header, BARs and capabilities. */
@NullMarked
package org.qemu.functional.vfiouser.internal.config;

import org.jspecify.annotations.NullMarked;
