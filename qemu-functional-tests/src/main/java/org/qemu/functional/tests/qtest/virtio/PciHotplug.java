package org.qemu.functional.tests.qtest.virtio;

import java.util.Optional;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * A slot of the PC's PCI bus into which devices are plugged while the machine exists.
 *
 * @param machine of type {@code pc}
 * @param address on bus 0
 */
record PciHotplug(QosMachine machine, PciAddress address) {
    /**
     * The register with a bit for each slot whose device shall be ejected
     * (docs/specs/acpi_pci_hotplug.rst).
     */
    private static final int EJECT = 0xae08;

    private static final String ID = "plugged";

    /** Plug in a device with properties, given as alternating keys and values. */
    void plug(String driver, Object... properties) {
        if (machine.pci().find(address).isPresent()) {
            throw new AssertionError("a PCI function is at %s already".formatted(address));
        }
        Object[] all = new Object[properties.length + 2];
        all[0] = "addr";
        all[1] = "%02x.%x".formatted(address.device(), address.function());
        System.arraycopy(properties, 0, all, 2, properties.length);
        machine.qtest().vm().monitor().deviceAdd(driver, ID, all);
    }

    /** Return the plugged device. */
    PciDevice get() {
        return machine.pci().get(address);
    }

    /** Request the removal of the device, and eject it as a guest does. */
    void unplug() {
        machine.qtest().cmd("device_del", "id", ID);
        machine.qtest().outl(EJECT, 1L << address.device());
        machine.qtest().eventWait("DEVICE_DELETED");
        Optional<PciDevice> left = machine.pci().find(address);
        if (left.isPresent()) {
            throw new AssertionError("%s is there still".formatted(left.get()));
        }
    }
}
