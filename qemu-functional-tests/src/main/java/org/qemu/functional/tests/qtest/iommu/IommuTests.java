package org.qemu.functional.tests.qtest.iommu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.iommu.Iommu;
import org.qemu.functional.qtest.qos.iommu.IommuFault;
import org.qemu.functional.qtest.qos.iommu.IommuTestDevice;
import org.qemu.functional.qtest.qos.iommu.IommuTestDevice.Result;
import org.qemu.functional.qtest.qos.iommu.Stages;
import org.qemu.functional.qtest.qos.iommu.Translation;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/** An IOMMU translates the addresses of a device, without firmware and guest. */
abstract class IommuTests {
    private static final int SIZE = 4;

    /** The address that the device uses, with different indexes in the tables. */
    private final long address;

    private final long page;
    private final long offset;
    private QosMachine machine;
    private IommuTestDevice device;
    private Iommu iommu;
    private long target;

    IommuTests(long address) {
        this.address = address;
        this.offset = address & 0xfff;
        this.page = address - offset;
    }

    abstract QosMachine machine(QTest qtest);

    abstract Iommu iommu(QosMachine machine);

    /** Return the cause of the fault if there is no mapping for a write. */
    abstract int cause(Stages stages);

    @BeforeEach
    void enable(QTest qtest) {
        machine = machine(qtest);
        iommu = iommu(machine);
        device = IommuTestDevice.on(machine.pci());
        target = machine.memory().alloc(0x1000);
    }

    private void expectPattern(QTest qtest, long where) {
        assertArrayEquals(IommuTestDevice.pattern(SIZE), qtest.memread(where, SIZE));
        assertEquals(Optional.empty(), iommu.nextFault());
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void translates(Stages stages, QTest qtest) {
        iommu.attach(device.device(), stages).map(page, target);
        assertEquals(Result.DONE, device.write(address, target + offset, SIZE));
        expectPattern(qtest, target + offset);
    }

    @Test
    void letsAnAddressPassWithoutAStage(QTest qtest) {
        iommu.attach(device.device(), Stages.NONE);
        assertEquals(Result.DONE, device.write(target + offset, target + offset, SIZE));
        expectPattern(qtest, target + offset);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void refusesAnAddressWithoutAMapping(Stages stages, QTest qtest) {
        iommu.attach(device.device(), stages).map(page, target);
        long other = page + 0x1000;
        assertEquals(Result.REFUSED, device.write(other, target, SIZE));
        assertArrayEquals(new byte[SIZE], qtest.memread(target, SIZE));
        IommuFault fault = new IommuFault(cause(stages), device.device().address().number(), other);
        assertEquals(Optional.of(fault), iommu.nextFault());
        assertEquals(Optional.empty(), iommu.nextFault());
    }

    @Test
    void usesAReplacedMappingAfterInvalidation(QTest qtest) {
        Translation translation = iommu.attach(device.device(), Stages.BOTH);
        translation.map(page, target);
        assertEquals(Result.DONE, device.write(address, target + offset, SIZE));
        long other = machine.memory().alloc(0x1000);
        translation.map(page, other);
        iommu.invalidate();
        assertEquals(Result.DONE, device.write(address, other + offset, SIZE));
        expectPattern(qtest, other + offset);
    }
}
