package org.qemu.functional.qtest.qos.graph;

import org.qemu.functional.qtest.qos.net.E1000e;
import org.qemu.functional.qtest.qos.net.PacketSocket;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;

/**
 * Network cards other than virtio, each on a hub to which a {@link PacketSocket} can be connected.
 */
final class NetworkCards implements QosGraph.Part {
    private static final PciAddress SLOT = new PciAddress(0, 4, 0);

    @Override
    public void addTo(QosGraph graph) {
        graph.add(
                Driver.device(
                                "e1000e",
                                PciBus.class,
                                E1000e.class,
                                "e1000e,addr=04.0,netdev=" + PacketSocket.NETDEV,
                                (bus, machine) -> E1000e.of(bus.get(SLOT), machine.memory()))
                        .with("-netdev", PacketSocket.BACKEND));
    }
}
