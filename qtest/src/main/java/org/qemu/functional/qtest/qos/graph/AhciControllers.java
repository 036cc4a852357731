package org.qemu.functional.qtest.qos.graph;

import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.storage.Ahci;

/** AHCI controllers with a disk at the first port: that of Q35, and a separate device. */
final class AhciControllers implements QosGraph.Part {
    /** The controller that Q35 has at {@link #BUILT_IN}. */
    static final String OF_Q35 = "q35-ahci";

    private static final PciAddress BUILT_IN = new PciAddress(0, 0x1f, 2);
    private static final PciAddress SLOT = new PciAddress(0, 4, 0);
    private static final String DISK = "if=none,id=disk,file={image:64M},format=raw";

    @Override
    public void addTo(QosGraph graph) {
        graph.add(
                Driver.part(
                                OF_Q35,
                                PciBus.class,
                                Ahci.class,
                                (bus, machine) -> Ahci.of(bus.get(BUILT_IN), machine.memory()))
                        .with("-drive", DISK, "-device", "ide-hd,bus=ide.0,drive=disk"));
        // The disk is last, because it needs the bus.
        graph.add(
                Driver.device(
                                "ahci",
                                PciBus.class,
                                Ahci.class,
                                "ide-hd,bus=ahci.0,drive=disk",
                                (bus, machine) -> Ahci.of(bus.get(SLOT), machine.memory()))
                        .with("-drive", DISK, "-device", "ich9-ahci,id=ahci,addr=04.0"));
    }
}
