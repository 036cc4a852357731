package org.qemu.functional.qtest.qos.graph;

import org.qemu.functional.qtest.qos.nvme.Nvme;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;

/** An NVMe controller with one namespace of 64 MiB. */
final class NvmeControllers implements QosGraph.Part {
    private static final PciAddress SLOT = new PciAddress(0, 4, 0);

    @Override
    public void addTo(QosGraph graph) {
        graph.add(
                Driver.device(
                                "nvme",
                                PciBus.class,
                                Nvme.class,
                                "nvme,addr=04.0,drive=disk,serial=qos",
                                (bus, machine) -> Nvme.of(bus.get(SLOT), machine.memory()))
                        .with("-drive", "if=none,id=disk,file={image:64M},format=raw"));
    }
}
