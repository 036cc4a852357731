package org.qemu.functional.tests.qtest.pci;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciConfig;

/** The host bridge of the old PC (82441FX data sheet; its registers are in chapter 3.2). */
@QTestMachine("-machine pc -nodefaults -m 64M")
class I440fxTest {
    private static final int PAM = 0x59;
    private static final int SMRAM = 0x72;
    private static final int SMRAM_OPEN = 0x40;
    private static final long SMRAM_BEGIN = 0xa0000;
    private static final long SMRAM_LAST = 0xbffff;

    private QTest qtest;
    private Region config;

    @BeforeEach
    void open(QTest machine) {
        qtest = machine;
        config = MachineType.I440FX.open(machine).pci().get(PciAddress.of("00.0")).config();
    }

    @Test
    void beginsWithTheValuesOfItsDataSheet() {
        config.registerw("vendor", PciConfig.VENDOR_ID).expect(0x8086);
        config.registerw("device", PciConfig.DEVICE_ID).expect(0x1237);
        config.registerl("class and revision", PciConfig.REVISION_ID).expect(-1L << 8, 0x06000000);
        config.registerb("latency timer", 0x0d).expect(0);
        config.registerb("header type", PciConfig.HEADER_TYPE).expect(0);
        config.registerb("self-test", 0x0f).expect(0);
        // PMCCFG: a single CPU needs no write posting, and errors are not tested.
        config.registerw("PMCCFG", 0x50).expect(1 << 15 | 1 << 6, 0);
        Map.of(
                        "DETURBO", 0x52,
                        "AXC", 0x54,
                        "FDHC", 0x68,
                        "MTT", 0x70,
                        "ERRCMD", 0x90,
                        "ERRSTS", 0x91,
                        "TRC", 0x93)
                .forEach((name, offset) -> config.registerb(name, offset).expect(0));
        config.registerw("DRT", 0x55).expect(0);
        for (int i = 0; i < 7; i++) {
            config.registerb("PAM" + i, PAM + i).expect(0);
        }
        config.registerb("SMRAM", SMRAM).expect(0x02);
    }

    @Test
    void setsTheAttributesOfEachSegment() {
        Pam pam = new Pam(qtest, config, PAM);
        Pam.segments().forEach(pam::check);
    }

    @Test
    void keepsTheAttributesOfSegmentsApart() {
        Pam pam = new Pam(qtest, config, PAM);
        for (Pam.Segment segment : Pam.segments()) {
            pam.set(segment, Pam.READ | Pam.WRITE);
            pam.fill(segment, 0x10 + segment.number());
        }
        for (Pam.Segment segment : Pam.segments()) {
            pam.expectFilled(segment, 0x10 + segment.number());
        }
    }

    @Test
    @QTestMachine("-machine pc -nodefaults -m 64M -device VGA")
    void opensTheMemoryBehindTheGraphicsWindow(QTest machine) {
        Register smram = config.registerb("SMRAM", SMRAM);
        smram.set(SMRAM_OPEN);
        smram.expect(SMRAM_OPEN, SMRAM_OPEN);
        machine.memory().registerb("first byte of SMRAM", SMRAM_BEGIN).writeAndExpect(0x42);
        machine.memory().registerb("last byte of SMRAM", SMRAM_LAST).writeAndExpect(0x24);

        smram.clear(SMRAM_OPEN);
        assertNotEquals(0x42, machine.readb(SMRAM_BEGIN));
        assertNotEquals(0x24, machine.readb(SMRAM_LAST));
        smram.set(SMRAM_OPEN);
        machine.memory().registerb("first byte of SMRAM", SMRAM_BEGIN).expect(0x42);
    }
}
