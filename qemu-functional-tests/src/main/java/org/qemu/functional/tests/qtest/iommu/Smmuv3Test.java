package org.qemu.functional.tests.qtest.iommu;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.iommu.Iommu;
import org.qemu.functional.qtest.qos.iommu.Smmuv3;
import org.qemu.functional.qtest.qos.iommu.Stages;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/** Arm's SMMUv3. */
@QTestMachine(
        "-machine virt,acpi=off,gic-version=3,iommu=smmuv3 -cpu max -m 512M -nodefaults"
                + " -device iommu-testdev")
class Smmuv3Test extends IommuTests {
    Smmuv3Test() {
        super(0x80_8060_4567L);
    }

    @Override
    QosMachine machine(QTest qtest) {
        return MachineType.ARM_VIRT.open(qtest);
    }

    @Override
    Iommu iommu(QosMachine machine) {
        return Smmuv3.ofVirt(machine);
    }

    @Override
    int cause(Stages stages) {
        return Smmuv3.NO_MAPPING;
    }
}
