package org.qemu.functional.qtest.qos.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.machine.VirtioMmioSlots;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioMmio;
import org.qemu.functional.qtest.qos.virtio.VirtioPciLegacy;
import org.qemu.functional.qtest.qos.virtio.VirtioPciModern;
import org.qemu.functional.qtest.qos.virtio.VirtioTransport;
import org.qemu.functional.qtest.qos.virtio.driver.Virtio9p;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBalloon;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioBlk;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioNet;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioRng;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioScsi;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioSerial;

/** Each kind of virtio device on each transport. */
final class VirtioDevices implements QosGraph.Part {
    private static final PciAddress SLOT = new PciAddress(0, 4, 0);

    /**
     * A kind of device.
     *
     * @param name the name of its node, and of QEMU's device without the transport
     * @param type the virtio device type
     * @param options the options of {@code -device}
     * @param before other arguments of QEMU, before the device
     * @param behind other arguments of QEMU, after the device
     */
    private record Kind(
            String name, int type, String options, List<String> before, List<String> behind) {
        static Kind of(String name, int type, String options, String... before) {
            return new Kind(name, type, options, List.of(before), List.of());
        }

        Kind withBehind(String... more) {
            return new Kind(name, type, options, before, List.of(more));
        }
    }

    @Override
    public void addTo(QosGraph graph) {
        add(
                graph,
                Kind.of(
                        "virtio-blk",
                        VirtioBlk.TYPE,
                        "drive=disk",
                        "-drive",
                        "if=none,id=disk,file={image:64M},format=raw,auto-read-only=off"),
                VirtioBlk.class,
                VirtioBlk::new);
        add(
                graph,
                Kind.of(
                        "virtio-net",
                        VirtioNet.TYPE,
                        "id=net,netdev=hub,mac=52:54:00:11:22:33",
                        // A hub, to which tests can connect other back-ends.
                        "-netdev",
                        "hubport,id=hub,hubid=0"),
                VirtioNet.class,
                VirtioNet::new);
        add(graph, Kind.of("virtio-rng", VirtioRng.TYPE, ""), VirtioRng.class, VirtioRng::new);
        add(
                graph,
                Kind.of("virtio-balloon", VirtioBalloon.TYPE, "id=balloon"),
                VirtioBalloon.class,
                VirtioBalloon::new);
        add(
                graph,
                Kind.of("virtio-serial", VirtioSerial.TYPE, "id=serial"),
                VirtioSerial.class,
                VirtioSerial::new);
        add(
                graph,
                Kind.of(
                                "virtio-scsi",
                                VirtioScsi.TYPE,
                                "id=scsi",
                                "-drive",
                                "if=none,id=disk,file={image:64M},format=raw,auto-read-only=off")
                        .withBehind("-device", "scsi-hd,bus=scsi.0,scsi-id=1,lun=0,drive=disk"),
                VirtioScsi.class,
                VirtioScsi::new);
        add(
                graph,
                Kind.of(
                        "virtio-9p",
                        Virtio9p.TYPE,
                        "fsdev=share,mount_tag=share",
                        "-fsdev",
                        "local,id=share,path={scratch},security_model=none"),
                Virtio9p.class,
                Virtio9p::new);
    }

    /** Add a kind of device on all transports, and its driver. */
    private static <D> void add(
            QosGraph graph, Kind kind, Class<D> type, Function<VirtioDevice, D> driver) {
        addPci(graph, kind, "legacy", "disable-legacy=off,disable-modern=on", VirtioPciLegacy::of);
        addPci(graph, kind, "modern", "disable-legacy=on,disable-modern=off", VirtioPciModern::of);
        addMmio(graph, kind, "legacy");
        addMmio(graph, kind, "modern");
        graph.add(
                Driver.part(
                        kind.name(),
                        VirtioDevice.class,
                        type,
                        (device, machine) -> driver.apply(device)));
    }

    private static void addPci(
            QosGraph graph,
            Kind kind,
            String version,
            String options,
            Function<PciDevice, VirtioTransport> transport) {
        graph.add(
                Driver.device(
                                kind.name() + "-pci-" + version,
                                PciBus.class,
                                VirtioDevice.class,
                                join(kind.name() + "-pci,addr=04.0", options, kind.options()),
                                (bus, machine) ->
                                        device(transport.apply(bus.get(SLOT)), kind, machine))
                        .with(kind.before().toArray(String[]::new))
                        .withBehind(kind.behind().toArray(String[]::new))
                        .containing(kind.name()));
    }

    private static void addMmio(QosGraph graph, Kind kind, String version) {
        List<String> before = new ArrayList<>(kind.before());
        before.addAll(List.of("-global", "virtio-mmio.force-legacy=" + version.equals("legacy")));
        graph.add(
                Driver.device(
                                kind.name() + "-mmio-" + version,
                                VirtioMmioSlots.class,
                                VirtioDevice.class,
                                join(kind.name() + "-device", kind.options()),
                                (slots, machine) ->
                                        device(mmio(slots, kind, version), kind, machine))
                        .with(before.toArray(String[]::new))
                        .withBehind(kind.behind().toArray(String[]::new))
                        .containing(kind.name()));
    }

    private static String join(String... options) {
        return Stream.of(options)
                .filter(option -> !option.isEmpty())
                .collect(Collectors.joining(","));
    }

    private static VirtioMmio mmio(VirtioMmioSlots slots, Kind kind, String version) {
        VirtioMmio found = slots.get(kind.type());
        if (found.isModern() == version.equals("legacy")) {
            throw new AssertionError("virtio-mmio is not %s".formatted(version));
        }
        return found;
    }

    private static VirtioDevice device(VirtioTransport transport, Kind kind, QosMachine machine) {
        if (transport.deviceType() != kind.type()) {
            throw new AssertionError(
                    "found a virtio device of type %d, expected type %d"
                            .formatted(transport.deviceType(), kind.type()));
        }
        return VirtioDevice.over(transport, machine.memory());
    }
}
