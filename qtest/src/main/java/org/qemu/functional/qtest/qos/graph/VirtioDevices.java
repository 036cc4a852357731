package org.qemu.functional.qtest.qos.graph;

import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.machine.VirtioMmioSlots;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioMmio;
import org.qemu.functional.qtest.qos.virtio.VirtioPciLegacy;
import org.qemu.functional.qtest.qos.virtio.VirtioPciModern;
import org.qemu.functional.qtest.qos.virtio.VirtioTransport;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBlk;

/** Each kind of virtio device on each transport. */
final class VirtioDevices implements QosGraph.Part {
    private static final PciAddress SLOT = new PciAddress(0, 4, 0);

    @Override
    public void addTo(QosGraph graph) {
        add(
                graph,
                "virtio-blk",
                VirtioBlk.TYPE,
                "drive=disk",
                "-drive",
                "if=none,id=disk,file={image:64M},format=raw,auto-read-only=off");
        graph.add(
                Driver.part(
                        "virtio-blk",
                        VirtioDevice.class,
                        VirtioBlk.class,
                        (device, machine) -> new VirtioBlk(device)));
    }

    /** Add a kind of device, which contains the driver of its name. */
    private static void add(
            QosGraph graph, String kind, int type, String options, String... arguments) {
        String more = options.isEmpty() ? "" : "," + options;
        String pci = kind + "-pci,addr=04.0" + more;
        graph.add(
                Driver.device(
                                kind + "-pci-legacy",
                                PciBus.class,
                                VirtioDevice.class,
                                pci + ",disable-legacy=off,disable-modern=on",
                                (bus, machine) ->
                                        device(VirtioPciLegacy.of(bus.get(SLOT)), type, machine))
                        .with(arguments)
                        .containing(kind));
        graph.add(
                Driver.device(
                                kind + "-pci-modern",
                                PciBus.class,
                                VirtioDevice.class,
                                pci + ",disable-legacy=on,disable-modern=off",
                                (bus, machine) ->
                                        device(VirtioPciModern.of(bus.get(SLOT)), type, machine))
                        .with(arguments)
                        .containing(kind));
        for (String version : new String[] {"legacy", "modern"}) {
            graph.add(
                    Driver.device(
                                    kind + "-mmio-" + version,
                                    VirtioMmioSlots.class,
                                    VirtioDevice.class,
                                    kind + "-device" + more,
                                    (slots, machine) ->
                                            device(mmio(slots, type, version), type, machine))
                            .with(
                                    concat(
                                            arguments,
                                            "-global",
                                            "virtio-mmio.force-legacy=" + version.equals("legacy")))
                            .containing(kind));
        }
    }

    private static VirtioMmio mmio(VirtioMmioSlots slots, int type, String version) {
        VirtioMmio found = slots.get(type);
        if (found.isModern() == version.equals("legacy")) {
            throw new AssertionError("virtio-mmio should be %s, and is not".formatted(version));
        }
        return found;
    }

    private static VirtioDevice device(VirtioTransport transport, int type, QosMachine machine) {
        if (transport.deviceType() != type) {
            throw new AssertionError(
                    "a virtio device of type %d is where one of type %d should be"
                            .formatted(transport.deviceType(), type));
        }
        return VirtioDevice.over(transport, machine.memory());
    }

    private static String[] concat(String[] some, String... more) {
        return java.util.stream.Stream.concat(
                        java.util.Arrays.stream(some), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }
}
