package org.qemu.functional.qtest.qos.graph;

import java.util.List;
import org.qemu.functional.qtest.qos.fwcfg.FwCfg;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.machine.VirtioMmioSlots;
import org.qemu.functional.qtest.qos.pci.PciBus;

/** The supported machines with their host bridges. */
final class StandardMachines implements QosGraph.Part {
    private static final String FW_CFG = "fw_cfg";

    @Override
    public void addTo(QosGraph graph) {
        graph.add(
                MachineNode.of(
                        MachineType.I440FX, List.of("-m", "256M"), "i440FX-pcihost", FW_CFG));
        graph.add(MachineNode.of(MachineType.Q35, List.of("-m", "256M"), "q35-pcihost", FW_CFG));
        graph.add(
                MachineNode.of(
                        MachineType.ARM_VIRT,
                        // The default CPU of the 64-bit target has 32 bits and therefore no high
                        // memory.
                        List.of("-m", "256M", "-cpu", "max"),
                        "generic-pcihost",
                        "virtio-mmio",
                        FW_CFG));
        graph.add(
                MachineNode.of(
                        MachineType.PSERIES, List.of("-m", "512M"), "spapr-pci-host-bridge"));
        for (MachineType type :
                List.of(
                        MachineType.SUN4M,
                        MachineType.SUN4U,
                        MachineType.G3BEIGE,
                        MachineType.MAC99)) {
            graph.add(MachineNode.of(type, List.of("-m", "64M"), FW_CFG));
        }

        graph.add(bridge("i440FX-pcihost"));
        graph.add(bridge("q35-pcihost").containing(AhciControllers.OF_Q35));
        graph.add(bridge("generic-pcihost"));
        graph.add(bridge("spapr-pci-host-bridge"));
        graph.add(
                Driver.part(
                        "virtio-mmio",
                        QosMachine.class,
                        VirtioMmioSlots.class,
                        (machine, same) -> machine.virtioMmio()));
        graph.add(
                Driver.part(
                        FW_CFG,
                        QosMachine.class,
                        FwCfg.class,
                        (machine, same) -> FwCfg.over(machine.fwCfg())));
    }

    private static Driver<QosMachine, PciBus> bridge(String name) {
        return Driver.part(name, QosMachine.class, PciBus.class, (machine, same) -> machine.pci());
    }
}
