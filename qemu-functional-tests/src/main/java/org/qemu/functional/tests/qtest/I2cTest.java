package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.i2c.I2cDevice;
import org.qemu.functional.qtest.qos.i2c.ImxI2c;

/** The I2C controller of an i.MX25 with a DS1338 clock on its first bus. */
@QTestMachine(I2cTest.RUNNING_CLOCK + " -rtc base=2021-02-03T04:05:06,clock=vm")
class I2cTest {
    /**
     * A machine whose time is the host's and can be set; with {@code clock=vm}, the time stands
     * still.
     */
    static final String RUNNING_CLOCK =
            "-machine imx25-pdk -device ds1338,bus=i2c-bus.0,address=0x68";

    /**
     * The first of three controllers (hw/arm/fsl-imx25.h), and its line of the interrupt
     * controller.
     */
    private static final long CONTROLLER = 0x43f8_0000L;

    private static final int IRQ = 3;

    private static final int CLOCK = 0x68;
    private static final int HOURS = 2;
    private static final int CONTROL = 7;
    private static final int RAM = 8;
    private static final int RAM_SIZE = 56;

    private QTest qtest;
    private ImxI2c bus;
    private I2cDevice clock;

    @BeforeEach
    void open(QTest machine) {
        qtest = machine;
        bus = ImxI2c.at(machine.memory().at(CONTROLLER, "I2C 1"));
        clock = bus.device(CLOCK);
    }

    private String time() {
        return HexFormat.of().formatHex(clock.read(0, 7));
    }

    @Test
    void controllerBeginsIdle() {
        qtest.memory().registerb("IADR", CONTROLLER).expect(0);
        qtest.memory().registerb("IFDR", CONTROLLER + 4).expect(0);
        bus.control().expect(0);
        bus.status().expect(0x81);
    }

    @Test
    void readsTheTimeInBcd() {
        // Seconds, minutes, hours, day of the week from Sunday as 1, day, month, year.
        assertEquals("06050404030221", time());
    }

    @Test
    void readsEachRegisterByItself() {
        assertEquals("0605", HexFormat.of().formatHex(clock.read(0, 2)));
        clock.expect8(HOURS, 0x04);
        clock.expect8(6, 0x21);
    }

    @Test
    void goesOnReadingWhereItWas() {
        bus.write(CLOCK, (byte) 4);
        assertEquals("03", HexFormat.of().formatHex(bus.read(CLOCK, 1)));
        assertEquals("0221", HexFormat.of().formatHex(bus.read(CLOCK, 2)));
    }

    @Test
    @QTestMachine(RUNNING_CLOCK)
    void setsTheTime(QTest machine) {
        // Each intermediate date must be valid: the month must not be February while the day is 31.
        clock.write(4, HexFormat.of().parseHex("281249"));
        clock.write(0, HexFormat.of().parseHex("00341207"));
        // Seconds can have passed, but not a minute.
        assertEquals("341207281249", HexFormat.of().formatHex(clock.read(1, 6)));
    }

    @Test
    @QTestMachine(RUNNING_CLOCK)
    void takesHoursAfterNoon(QTest machine) {
        // Bit 0x40 selects 12-hour mode, and 0x20 means afternoon; reading returns 24-hour mode.
        clock.write(0, HexFormat.of().parseHex("0034"));
        clock.write8(HOURS, 0x40 | 0x20 | 0x03);
        clock.expect8(HOURS, 0x15);
    }

    @Test
    void countsSeconds() {
        qtest.requireClock();
        qtest.clockStep(Duration.ofSeconds(55));
        assertEquals("01060404030221", time());
    }

    @Test
    void keepsMemoryUpToTheWrapOfTheRegisters() {
        byte[] kept = new byte[RAM_SIZE];
        for (int i = 0; i < RAM_SIZE; i++) {
            kept[i] = (byte) (0xa0 + i);
        }
        clock.write(RAM, kept);
        assertArrayEquals(kept, clock.read(RAM, RAM_SIZE));
        byte[] around = clock.read(RAM + RAM_SIZE - 1, 3);
        assertEquals("d70605", HexFormat.of().formatHex(around));
    }

    @Test
    void keepsOnlyTheBitsOfItsControl() {
        // Bits 2, 3 and 6 are 0, and only the oscillator sets bit 5.
        clock.write8(CONTROL, 0xff);
        clock.expect8(CONTROL, 0x93);
    }

    @Test
    void missesADeviceThatThereIsNot() {
        AssertionError missed = assertThrows(AssertionError.class, () -> bus.device(0x50).read8(0));
        assertEquals("no I2C device at 0x50 acknowledges its address", missed.getMessage());
        // The bus is free again.
        clock.expect8(HOURS, 0x04);
    }

    @Test
    void refusesAnAddressOfMoreThan7Bits() {
        assertThrows(IllegalArgumentException.class, () -> bus.device(0x80));
    }

    @Test
    void interruptsWhenAByteIsThrough() {
        qtest.irqInterceptIn("/machine/soc/avic");
        bus.control()
                .write(ImxI2c.ENABLE | ImxI2c.INTERRUPT_ENABLE | ImxI2c.MASTER | ImxI2c.TRANSMIT);
        assertTrue(!qtest.getIrq(IRQ), "it interrupts before anything was sent");
        bus.data().write(CLOCK << 1);
        assertTrue(qtest.getIrq(IRQ), "it does not interrupt");
        bus.status().write(0);
        assertTrue(!qtest.getIrq(IRQ), "it still interrupts");
    }

    @Test
    void isSilentWhileItIsOff() {
        bus.control().write(ImxI2c.MASTER | ImxI2c.TRANSMIT);
        bus.data().write(CLOCK << 1);
        bus.status().expect(ImxI2c.INTERRUPT, 0);
        bus.control().write(ImxI2c.ENABLE | ImxI2c.MASTER | ImxI2c.TRANSMIT);
        bus.data().write(CLOCK << 1);
        bus.status().expect(ImxI2c.INTERRUPT, ImxI2c.INTERRUPT);
    }

    @Test
    void switchingOffEndsATransfer() {
        Register status = bus.status();
        bus.control().write(ImxI2c.ENABLE | ImxI2c.MASTER | ImxI2c.TRANSMIT);
        bus.data().write(CLOCK << 1);
        status.expect(ImxI2c.BUSY | ImxI2c.INTERRUPT, ImxI2c.BUSY | ImxI2c.INTERRUPT);
        bus.control().write(0);
        status.expect(0x81);
        clock.expect8(HOURS, 0x04);
    }
}
