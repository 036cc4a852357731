package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.fuzz.FuzzFailure;
import org.qemu.functional.qtest.fuzz.RegisterFuzz;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * Random accesses to registers of a PC: QEMU survives them, or the test reports the shortest
 * sequence that crashes it.
 */
class RegisterFuzzTest extends QemuSystemTest {
    private static final long SEED = Long.getLong("seed", 20_261_121);

    /** A bit of the line status of a serial port: a byte was received. */
    private static final int DATA_READY = 1;

    private static final int ACCESSES = 20_000;

    private QTest launch(Object... arguments) {
        setMachine("pc");
        return QTest.launch(newVm(arguments));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "dma, 0x00, 16",
        "pic, 0x20, 2",
        "pit, 0x40, 4",
        "keyboard, 0x60, 1",
        "rtc, 0x70, 2",
        "serial, 0x3f8, 8",
        "parallel, 0x378, 8",
    })
    void outlivesPorts(String device, String first, int count) {
        new RegisterFuzz(SEED, () -> launch("-serial", "null", "-parallel", "null"))
                .ports(Integer.decode(first), count)
                .run(ACCESSES);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"virtio-rng-pci, 4", "edu, 0", "pci-testdev, 0"})
    void outlivesBars(String device, int bar) {
        requireDevice(device);
        RegisterFuzz fuzz =
                new RegisterFuzz(SEED, () -> launch("-device", device + ",addr=05.0"))
                        .prepare(q -> map(q, bar));
        QTest probe = launch("-device", device + ",addr=05.0");
        Bar mapped = map(probe, bar);
        fuzz.memory(mapped.address(), Math.min(mapped.size(), 0x4000)).run(ACCESSES);
    }

    private static Bar map(QTest qtest, int bar) {
        PciDevice device = MachineType.I440FX.open(qtest).pci().get(PciAddress.of("05.0"));
        device.enable();
        return device.map(bar);
    }

    @Test
    void tellsTheShortestAccessThatKills() {
        RegisterFuzz fuzz =
                new RegisterFuzz(
                                SEED,
                                () -> launch("-device", "isa-debug-exit,iobase=0x501,iosize=1"))
                        .ports(0x70, 2)
                        .ports(0x500, 16);
        FuzzFailure failure = assertThrows(FuzzFailure.class, () -> fuzz.run(500));
        String message = failure.getMessage();
        assertTrue(message.contains("seed %dL: 1 of 500 accesses".formatted(SEED)), message);
        assertTrue(message.contains("void reproducer(QTest qtest)"), message);
        // An access to the byte at 0x501, alone or as part of a wider access; the value is
        // irrelevant.
        assertTrue(message.matches("(?s).*qtest\\.out[bwl]\\(0x50[01], 0x0L\\);.*"), message);
        assertTrue(message.contains("exited with status"), message);
    }

    @Test
    void tellsTheShortestAccessesThatBreakACondition() {
        RegisterFuzz fuzz =
                new RegisterFuzz(SEED, () -> launch("-serial", "null"))
                        .ports(0x3f8, 8)
                        .check(
                                qtest ->
                                        qtest.ports()
                                                .registerb("LSR", 0x3fd)
                                                .expect(DATA_READY, 0));
        FuzzFailure failure = assertThrows(FuzzFailure.class, () -> fuzz.run(4000));
        String message = failure.getMessage();
        // Enable loopback, then send a byte.
        assertTrue(message.contains(": 2 of 4000 accesses"), message);
        assertTrue(
                message.contains(
                        "register 'LSR' (port 0x03fd, 8 bits): read 0x61, expected 0x00 in the bits 0x01"),
                message);
    }
}
