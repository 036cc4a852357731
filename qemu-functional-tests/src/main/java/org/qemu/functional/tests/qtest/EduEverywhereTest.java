package org.qemu.functional.tests.qtest;

import org.qemu.functional.qtest.qos.graph.Driver;
import org.qemu.functional.qtest.qos.graph.QosGraph;
import org.qemu.functional.qtest.qos.graph.QosNodes;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** The same device on each machine with a PCI bus. */
@QosNodes(EduEverywhereTest.Nodes.class)
class EduEverywhereTest {
    /** The parameter of the tests. */
    record Edu(Bar registers) {
        static Edu on(PciBus bus) {
            PciDevice device = bus.get(PciAddress.of("05.0"));
            device.enable();
            return new Edu(device.map(0));
        }
    }

    static final class Nodes implements QosGraph.Part {
        @Override
        public void addTo(QosGraph graph) {
            graph.add(
                    Driver.device(
                            "edu",
                            PciBus.class,
                            Edu.class,
                            "edu,addr=05.0",
                            (bus, machine) -> Edu.on(bus)));
        }
    }

    @QosTest
    void identifiesItself(Edu edu) {
        edu.registers().registerl("identification", 0x00).expect(0x0100_00edL);
    }
}
