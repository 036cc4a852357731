package org.qemu.functional.qtest.qos.graph;

import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.ufs.Ufs;

/** A UFS host controller with a logical unit of 64 MiB, number 0. */
final class UfsControllers implements QosGraph.Part {
    private static final PciAddress SLOT = new PciAddress(0, 4, 0);

    @Override
    public void addTo(QosGraph graph) {
        graph.add(
                Driver.device(
                                "ufs",
                                PciBus.class,
                                Ufs.class,
                                "ufs,id=ufs0,addr=04.0",
                                (bus, machine) -> Ufs.of(bus.get(SLOT), machine.memory()))
                        .with("-drive", "if=none,id=disk,file={image:64M},format=raw")
                        .withBehind("-device", "ufs-lu,bus=ufs0,drive=disk,lun=0"));
    }
}
