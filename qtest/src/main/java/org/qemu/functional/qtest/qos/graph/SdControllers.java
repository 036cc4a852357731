package org.qemu.functional.qtest.qos.graph;

import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.storage.Sdhci;

/** Controllers for SD cards, without a card. */
final class SdControllers implements QosGraph.Part {
    private static final PciAddress SLOT = new PciAddress(0, 4, 0);

    @Override
    public void addTo(QosGraph graph) {
        graph.add(
                Driver.device(
                        "sdhci-pci",
                        PciBus.class,
                        Sdhci.class,
                        "sdhci-pci,addr=04.0",
                        (bus, machine) -> Sdhci.of(bus.get(SLOT))));
    }
}
