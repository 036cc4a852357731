package org.qemu.functional.tests.qtest.iommu;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.iommu.Iommu;
import org.qemu.functional.qtest.qos.iommu.RiscvIommu;
import org.qemu.functional.qtest.qos.iommu.Stages;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/** The RISC-V IOMMU as a PCI function. */
@QTestMachine(
        "-machine virt,acpi=off -cpu max -m 512M -nodefaults -device riscv-iommu-pci"
                + " -device iommu-testdev")
class RiscvIommuTest extends IommuTests {
    RiscvIommuTest() {
        super(0x8060_4567L);
    }

    @Override
    QosMachine machine(QTest qtest) {
        return MachineType.RISCV_VIRT.open(qtest);
    }

    @Override
    Iommu iommu(QosMachine machine) {
        return RiscvIommu.of(machine);
    }

    @Override
    int cause(Stages stages) {
        return stages == Stages.SECOND
                ? RiscvIommu.NO_SECOND_MAPPING_TO_WRITE
                : RiscvIommu.NO_MAPPING_TO_WRITE;
    }
}
