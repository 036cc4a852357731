/** PCI: host bridges, configuration space, BARs, MSI-X. */
@NullMarked
package org.qemu.functional.qtest.qos.pci;

import org.jspecify.annotations.NullMarked;
