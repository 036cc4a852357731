package org.qemu.functional.qtest.qos.graph;

import java.util.function.BiFunction;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.net.E1000e;
import org.qemu.functional.qtest.qos.net.Igb;
import org.qemu.functional.qtest.qos.net.PacketSocket;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * Network cards other than virtio, each on a hub to which a {@link PacketSocket} can be connected.
 */
final class NetworkCards implements QosGraph.Part {
    private static final PciAddress SLOT = new PciAddress(0, 4, 0);

    @Override
    public void addTo(QosGraph graph) {
        graph.add(card("e1000e", E1000e.class, E1000e::of));
        graph.add(card("igb", Igb.class, Igb::of));
    }

    private static <T> Driver<PciBus, T> card(
            String name, Class<T> type, BiFunction<PciDevice, GuestAllocator, T> driver) {
        return Driver.device(
                        name,
                        PciBus.class,
                        type,
                        name + ",addr=04.0,netdev=" + PacketSocket.NETDEV,
                        (bus, machine) -> driver.apply(bus.get(SLOT), machine.memory()))
                .with("-netdev", PacketSocket.BACKEND);
    }
}
