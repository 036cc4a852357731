package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.i2c.I2cDevice;
import org.qemu.functional.qtest.qos.i2c.ImxI2c;

/** The TMP105 thermometer (its data sheet; hw/sensor/tmp105.c), whose temperature is set by QMP. */
@QTestMachine("-machine imx25-pdk -device tmp105,id=sensor,bus=i2c-bus.0,address=0x49")
class Tmp105Test {
    private static final String PATH = "/machine/peripheral/sensor";
    private static final int TEMPERATURE = 0;
    private static final int CONFIG = 1;
    private static final int LOW = 2;
    private static final int HIGH = 3;

    /** A bit of the configuration: the alert level is 1 instead of 0. */
    private static final int ACTIVE_HIGH = 0x04;

    /** A bit of the configuration: the alert lasts until a register is read. */
    private static final int INTERRUPT = 0x02;

    private static final int SHUTDOWN = 0x01;
    private static final int ONE_SHOT = 0x80;

    private QTest qtest;
    private I2cDevice sensor;

    @BeforeEach
    void open(QTest machine) {
        qtest = machine;
        sensor = ImxI2c.at(machine.memory().at(0x43f8_0000L, "I2C 1")).device(0x49);
    }

    private void heat(int milliCelsius) {
        qtest.cmd("qom-set", "path", PATH, "property", "temperature", "value", milliCelsius);
    }

    private long reported() {
        return qtest.cmd("qom-get", "path", PATH, "property", "temperature").asLong();
    }

    @Test
    void beginsWithTheValuesOfItsDataSheet() {
        sensor.expect16(TEMPERATURE, 0);
        sensor.expect8(CONFIG, 0);
        sensor.expect16(LOW, 75 << 8);
        sensor.expect16(HIGH, 80 << 8);
    }

    @ParameterizedTest
    @CsvSource({"20000, 1400", "-10000, f600", "127000, 7f00", "-128000, 8000", "-500, ff80"})
    void measures(int milliCelsius, String expected) {
        heat(milliCelsius);
        assertEquals(milliCelsius, reported());
        sensor.expect16(TEMPERATURE, Integer.parseInt(expected, 16));
    }

    @ParameterizedTest
    @CsvSource({"00, 1480", "20, 14c0", "40, 14e0", "60, 14f0"})
    void measuresAsPreciselyAsItIsTold(String config, String expected) {
        // 20 and 15/16 degrees.
        heat(20938);
        sensor.write8(CONFIG, Integer.parseInt(config, 16));
        sensor.expect8(CONFIG, Integer.parseInt(config, 16));
        sensor.expect16(TEMPERATURE, Integer.parseInt(expected, 16));
    }

    @Test
    void refusesATemperatureBeyondItsRange() {
        heat(1000);
        Hotplug.expectRefused("out of range", () -> heat(128000));
        Hotplug.expectRefused("out of range", () -> heat(-128001));
        assertEquals(1000, reported());
    }

    @Test
    void keepsTheLimits() {
        sensor.write16(LOW, 0x1230);
        sensor.write16(HIGH, 0x4230);
        sensor.expect16(LOW, 0x1230);
        sensor.expect16(HIGH, 0x4230);
    }

    @Test
    void alertsFromTheUpperLimitDownToTheLower() {
        sensor.write8(CONFIG, ACTIVE_HIGH);
        qtest.irqInterceptOut(PATH);
        heat(79900);
        assertFalse(qtest.getIrq(0));
        heat(80000);
        assertTrue(qtest.getIrq(0));
        heat(75000);
        assertTrue(qtest.getIrq(0));
        heat(74900);
        assertFalse(qtest.getIrq(0));
    }

    @Test
    void alertsUntilItIsReadIfItIsToldTo() {
        sensor.write8(CONFIG, ACTIVE_HIGH | INTERRUPT);
        qtest.irqInterceptOut(PATH);
        heat(90000);
        assertTrue(qtest.getIrq(0));
        sensor.expect16(TEMPERATURE, 90 << 8);
        assertFalse(qtest.getIrq(0));
        heat(91000);
        assertFalse(qtest.getIrq(0));
        heat(20000);
        assertTrue(qtest.getIrq(0));
    }

    @Test
    void alertsInShutdownWhenItIsAskedToMeasure() {
        sensor.write8(CONFIG, ACTIVE_HIGH | SHUTDOWN);
        qtest.irqInterceptOut(PATH);
        heat(90000);
        assertFalse(qtest.getIrq(0));
        sensor.write8(CONFIG, ACTIVE_HIGH | SHUTDOWN | ONE_SHOT);
        assertTrue(qtest.getIrq(0));
    }
}
