package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PortConfig;

/**
 * The host bridge of the newer PC (Intel 3 Series Express Chipset, chapter 5; hw/pci-host/q35.c).
 */
@QTestMachine("-machine q35 -nodefaults -m 128M")
class Q35Test {
    private static final long RAM = 128 << 20;

    private static final int EXT_TSEG = 0x50;
    private static final int PCIEXBAR = 0x60;
    private static final int PAM = 0x90;
    private static final int SMBASE = 0x9c;
    private static final int SMRAM = 0x9d;
    private static final int ESMRAMC = 0x9e;

    private static final int SMRAM_OPEN = 0x40;
    private static final int SMRAM_CLOSED = 0x20;
    private static final int SMRAM_LOCK = 0x10;
    private static final int SMRAM_ENABLE = 0x08;
    private static final int TSEG_ENABLE = 0x01;
    private static final long SMRAM_BEGIN = 0xa0000;

    /** The address of SMM memory after a reset, which QEMU can hide. */
    private static final long SMM = 0x30000;

    private static final int SMBASE_QUERY = 0xff;
    private static final int SMBASE_THERE = 0x01;
    private static final int SMBASE_LOCK = 0x02;

    private static final long HOST_BRIDGE = 0x29c08086;
    private static final long NOBODY = 0xffffffffL;

    private QTest qtest;
    private Region config;
    private Register smram;

    @BeforeEach
    void open(QTest machine) {
        qtest = machine;
        PciBus bus = PciBus.pc(machine, new PortConfig(machine));
        config = bus.get(PciAddress.of("00.0")).config();
        smram = config.registerb("SMRAM", SMRAM);
    }

    private void setPciexbar(long value) {
        config.writel(PCIEXBAR + 4, value >>> 32);
        config.registerl("PCIEXBAR", PCIEXBAR).writeAndExpect(value & 0xffffffffL);
    }

    @Test
    void mapsConfigurationWhereItIsTold() {
        long first = 0xb0000000L;
        long second = 0xc0000000L;
        assertNotEquals(HOST_BRIDGE, qtest.readl(first));
        setPciexbar(first | 1);
        qtest.memory().registerl("vendor and device", first).expect(HOST_BRIDGE);
        setPciexbar(second | 1);
        qtest.memory().registerl("vendor and device", second).expect(HOST_BRIDGE);
        assertNotEquals(HOST_BRIDGE, qtest.readl(first));
        setPciexbar(second);
        assertNotEquals(HOST_BRIDGE, qtest.readl(second));
    }

    @Test
    void mapsConfigurationAbove4GiB() {
        long base = 0x8_0000_0000L;
        setPciexbar(base | 1);
        qtest.memory().registerl("vendor and device", base).expect(HOST_BRIDGE);
        // ICH9's bridge to LPC, 00:1f.0.
        qtest.memory().registerl("vendor and device", base + (0xf8 << 12)).expect(0x29188086);
    }

    @Test
    void resetUnmapsConfiguration() {
        long base = 0xc0000000L;
        setPciexbar(base | 1);
        qtest.memory().registerl("vendor and device", base).expect(HOST_BRIDGE);
        qtest.systemReset();
        config.registerl("PCIEXBAR", PCIEXBAR).expect(0xb0000000L);
        assertNotEquals(HOST_BRIDGE, qtest.readl(base));
    }

    @ParameterizedTest
    @CsvSource({"0, 256", "1, 128", "2, 64"})
    void mapsAsManyBusesAsItIsTold(int length, int buses) {
        long base = 0xc0000000L;
        setPciexbar(base | length << 1 | 1);
        qtest.memory().registerl("vendor and device", base).expect(HOST_BRIDGE);
        qtest.memory()
                .registerl("vendor on the last bus", base + ((long) buses << 20) - 4096)
                .expect(NOBODY);
        assertNotEquals(NOBODY, qtest.readl(base + ((long) buses << 20)));
    }

    @Test
    void setsTheAttributesOfEachSegment() {
        Pam pam = new Pam(qtest, config, PAM);
        Pam.segments().forEach(pam::check);
    }

    @Test
    @QTestMachine("-machine q35 -nodefaults -m 128M -device VGA")
    void opensTheMemoryBehindTheGraphicsWindow(QTest machine) {
        smram.expect(0x02);
        smram.set(SMRAM_OPEN);
        machine.memory().registerb("first byte of SMRAM", SMRAM_BEGIN).writeAndExpect(0x42);
        smram.clear(SMRAM_OPEN);
        assertNotEquals(0x42, machine.readb(SMRAM_BEGIN));
        smram.set(SMRAM_OPEN);
        machine.memory().registerb("first byte of SMRAM", SMRAM_BEGIN).expect(0x42);
    }

    @Test
    void locksSmramUntilReset() {
        smram.clear(SMRAM_OPEN);
        smram.expect(SMRAM_OPEN, 0);
        smram.set(SMRAM_OPEN);
        smram.expect(SMRAM_OPEN, SMRAM_OPEN);

        smram.set(SMRAM_LOCK);
        smram.expect(SMRAM_OPEN | SMRAM_LOCK, SMRAM_LOCK);
        smram.set(SMRAM_OPEN);
        smram.clear(SMRAM_LOCK);
        smram.expect(SMRAM_OPEN | SMRAM_LOCK, SMRAM_LOCK);
        // The lock also applies to the size of the top segment.
        Register esmramc = config.registerb("ESMRAMC", ESMRAMC);
        long before = esmramc.read();
        esmramc.write(before ^ TSEG_ENABLE);
        esmramc.expect(before);

        qtest.systemReset();
        smram.set(SMRAM_OPEN);
        smram.expect(SMRAM_OPEN | SMRAM_LOCK, SMRAM_OPEN);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 8", "3, 16"})
    @QTestMachine("-machine q35 -nodefaults -m 128M -global mch.extended-tseg-mbytes=16")
    void hidesTheTopSegmentOfMemory(int size, int megabytes, QTest machine) {
        long begin = RAM - ((long) megabytes << 20);
        Register before = machine.memory().registerb("byte before the segment", begin - 1);
        Register first = machine.memory().registerb("first byte of the segment", begin);
        Register last = machine.memory().registerb("last byte of the segment", RAM - 1);
        first.writeAndExpect(0x42);
        last.writeAndExpect(0x24);

        config.writeb(ESMRAMC, size << 1 | TSEG_ENABLE);
        smram.write(SMRAM_CLOSED | SMRAM_ENABLE | SMRAM_LOCK);
        for (Register hidden : new Register[] {first, last}) {
            hidden.expect(0xff);
            hidden.write(0x11);
            hidden.expect(0xff);
        }
        before.writeAndExpect(0x33);

        machine.systemReset();
        first.expect(0x42);
        last.expect(0x24);
    }

    @Test
    @QTestMachine("-machine q35 -nodefaults -m 128M -global mch.extended-tseg-mbytes=48")
    void tellsTheSizeOfAnExtendedTopSegment(QTest machine) {
        Register extended = config.registerw("extended TSEG", EXT_TSEG);
        extended.expect(48);
        extended.writeAndExpect(0);
        extended.write(0xffff);
        extended.expect(48);
    }

    @Test
    void hidesTheMemoryWhereSmmBeginsUntilReset() {
        Register smbase = config.registerb("SMBASE", SMBASE);
        Register first = qtest.memory().registerb("first byte of SMM", SMM);
        Register last = qtest.memory().registerb("last byte of SMM", SMM + 0x1ffff);
        smbase.expect(0);
        first.writeAndExpect(0x32);
        last.writeAndExpect(0x33);

        smbase.write(SMBASE_QUERY);
        smbase.expect(SMBASE_THERE);
        first.expect(0x32);
        smbase.write(SMBASE_LOCK);
        for (int value = 0; value <= 0xff; value++) {
            smbase.expect(SMBASE_LOCK);
            smbase.write(value);
        }
        smbase.expect(SMBASE_LOCK);
        for (Register hidden : new Register[] {first, last}) {
            hidden.expect(0xff);
            hidden.write(0);
            hidden.expect(0xff);
        }
        qtest.memory().registerb("byte behind SMM", SMM + 0x20000).writeAndExpect(0x34);

        qtest.systemReset();
        smbase.expect(0);
        first.expect(0x32);
        last.expect(0x33);
    }

    @Test
    @QTestMachine("-machine pc-q35-4.1 -nodefaults -m 128M")
    void hasAPlainRegisterInPlaceOfSmbaseInOldMachines(QTest machine) {
        Register smbase = config.registerb("SMBASE", SMBASE);
        for (int value = 0; value <= 0xff; value++) {
            smbase.writeAndExpect(value);
        }
        machine.memory().registerb("first byte of SMM", SMM).writeAndExpect(0x32);
    }
}
