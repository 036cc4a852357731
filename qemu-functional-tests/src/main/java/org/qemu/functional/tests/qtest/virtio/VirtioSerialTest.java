package org.qemu.functional.tests.qtest.virtio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.qemu.functional.qtest.qos.virtio.driver.VirtioSerialMessage.CONSOLE_PORT;
import static org.qemu.functional.qtest.qos.virtio.driver.VirtioSerialMessage.DEVICE_READY;
import static org.qemu.functional.qtest.qos.virtio.driver.VirtioSerialMessage.PORT_ADD;
import static org.qemu.functional.qtest.qos.virtio.driver.VirtioSerialMessage.PORT_NAME;
import static org.qemu.functional.qtest.qos.virtio.driver.VirtioSerialMessage.PORT_OPEN;
import static org.qemu.functional.qtest.qos.virtio.driver.VirtioSerialMessage.PORT_READY;
import static org.qemu.functional.qtest.qos.virtio.driver.VirtioSerialMessage.PORT_REMOVE;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioSerial;
import org.qemu.functional.qtest.qos.virtio.driver.VirtioSerialMessage;

/** virtio-serial on each machine and transport. */
class VirtioSerialTest {
    private static final String PORT =
            "-device virtserialport,id=one,bus=serial.0,nr=1,chardev={channel:port},name=org.test.port";
    private static final String CONSOLE =
            "-device virtconsole,bus=serial.0,nr=0,chardev={channel:port}";

    /** The port number in messages that belong to no port. */
    private static final int NO_PORT = -1;

    private static void startDriver(VirtioSerial serial) {
        serial.start(VirtioSerial.MULTIPORT);
        assertTrue(serial.device().has(VirtioSerial.MULTIPORT), "MULTIPORT is not offered");
        serial.sendControl(NO_PORT, DEVICE_READY, 1);
    }

    /** Set up port 1 of {@link #PORT}. */
    private static void startPort(VirtioSerial serial) {
        startDriver(serial);
        assertEquals(VirtioSerialMessage.of(1, PORT_ADD, 1), serial.receiveControl());
        serial.input(1);
        serial.output(1);
        serial.sendControl(1, PORT_READY, 1);
        assertEquals(
                new VirtioSerialMessage(1, PORT_NAME, 1, "org.test.port"), serial.receiveControl());
        assertEquals(VirtioSerialMessage.of(1, PORT_OPEN, 1), serial.receiveControl());
    }

    @QosTest(deviceOptions = "max_ports=5")
    void hasAsManyPortsAsItWasGiven(VirtioSerial serial) {
        startDriver(serial);
        serial.maxPorts().expect(5);
        serial.output(4);
        assertEquals(0, serial.device().transport().maxQueueSize(2 * 5 + 2));
    }

    @QosTest(running = true, arguments = PORT)
    void tellsOfItsPorts(VirtioSerial serial) {
        startPort(serial);
    }

    @QosTest(running = true, arguments = CONSOLE)
    void tellsOfItsConsole(VirtioSerial serial) {
        startDriver(serial);
        assertEquals(VirtioSerialMessage.of(0, PORT_ADD, 1), serial.receiveControl());
        serial.sendControl(0, PORT_READY, 1);
        assertEquals(VirtioSerialMessage.of(0, CONSOLE_PORT, 1), serial.receiveControl());
        assertEquals(VirtioSerialMessage.of(0, PORT_OPEN, 1), serial.receiveControl());
    }

    @QosTest(running = true, arguments = PORT)
    void sendsBytesToTheHost(VirtioSerial serial, QTest qtest) {
        startPort(serial);
        serial.sendControl(1, PORT_OPEN, 1);
        byte[] bytes = new byte[10_000];
        new Random(3).nextBytes(bytes);
        serial.send(1, bytes);
        assertArrayEquals(bytes, HostSocket.ofChannel(qtest, "port").receive(bytes.length));
    }

    @QosTest(running = true, arguments = PORT)
    void receivesBytesFromTheHost(VirtioSerial serial, QTest qtest) {
        startPort(serial);
        serial.offer(1, 4);
        serial.offer(1, 100);
        serial.sendControl(1, PORT_OPEN, 1);
        HostSocket.ofChannel(qtest, "port").send("nine lives".getBytes(US_ASCII));
        assertEquals("nine", new String(serial.receive(1), US_ASCII));
        assertEquals(" lives", new String(serial.receive(1), US_ASCII));
    }

    @QosTest(running = true, arguments = PORT)
    void keepsBytesUntilThePortIsOpen(VirtioSerial serial, QTest qtest) {
        startPort(serial);
        HostSocket.ofChannel(qtest, "port").send(new byte[] {42});
        serial.offer(1, 8);
        assertEquals("running", qtest.vm().monitor().status());
        assertEquals(0, serial.input(1).usedIndex());
        serial.sendControl(1, PORT_OPEN, 1);
        assertArrayEquals(new byte[] {42}, serial.receive(1));
    }

    @QosTest(running = true, arguments = PORT)
    void tellsThatTheHostHasHungUp(VirtioSerial serial, QTest qtest) {
        startPort(serial);
        serial.sendControl(1, PORT_OPEN, 1);
        JsonNode change = qtest.eventWait("VSERPORT_CHANGE").path("data");
        assertEquals("one", change.path("id").asText(), change::toString);
        assertTrue(change.path("open").asBoolean(), change::toString);
        HostSocket.ofChannel(qtest, "port").close();
        assertEquals(VirtioSerialMessage.of(1, PORT_OPEN, 0), serial.receiveControl());
    }

    @QosTest(running = true)
    void tellsOfPortsThatComeAndGo(VirtioSerial serial, QTest qtest) {
        startDriver(serial);
        qtest.vm().monitor().deviceAdd("virtserialport", "late", "bus", "serial.0", "nr", 3);
        assertEquals(VirtioSerialMessage.of(3, PORT_ADD, 1), serial.receiveControl());
        qtest.vm().monitor().deviceDel("late");
        assertEquals(VirtioSerialMessage.of(3, PORT_REMOVE, 1), serial.receiveControl());
    }

    @QosTest(running = true, arguments = CONSOLE)
    void needsNoControlForASingleConsole(VirtioSerial serial, QTest qtest) {
        serial.start(0);
        HostSocket host = HostSocket.ofChannel(qtest, "port");
        serial.send(0, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, host.receive(3));
        serial.offer(0, 8);
        host.send(new byte[] {4, 5});
        assertArrayEquals(new byte[] {4, 5}, serial.receive(0));
    }

    @QosTest(running = true, arguments = CONSOLE)
    void writesAByteInAnEmergency(VirtioSerial serial, QTest qtest) {
        long offered = serial.device().negotiate(VirtioSerial.EMERGENCY_WRITE);
        assertTrue(serial.device().has(VirtioSerial.EMERGENCY_WRITE), Long.toHexString(offered));
        serial.emergencyWrite().write('!');
        assertArrayEquals(new byte[] {'!'}, HostSocket.ofChannel(qtest, "port").receive(1));
    }
}
