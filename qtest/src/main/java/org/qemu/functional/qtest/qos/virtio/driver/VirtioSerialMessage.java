package org.qemu.functional.qtest.qos.virtio.driver;

/**
 * What a console device or its driver tells of a port (5.3.6.2).
 *
 * @param port its number
 * @param event such as {@link #PORT_ADD}
 * @param value as the event has it
 * @param text that follows, without the end that strings of C have; of {@link #PORT_NAME} only
 */
public record VirtioSerialMessage(int port, int event, int value, String text) {
    /** The driver is ready, of no port; 0 if it is not. */
    public static final int DEVICE_READY = 0;

    /** The device has a port. */
    public static final int PORT_ADD = 1;

    /** The device has a port no more. */
    public static final int PORT_REMOVE = 2;

    /** The driver is ready for a port; 0 if it is not. */
    public static final int PORT_READY = 3;

    /** A port is a console. */
    public static final int CONSOLE_PORT = 4;

    /** The device's or the driver's end of a port is open; 0 if it is closed. */
    public static final int PORT_OPEN = 6;

    /** A port has a name. */
    public static final int PORT_NAME = 7;

    /** The bytes of a message without its text. */
    static final int SIZE = 8;

    /** A message without text. */
    public static VirtioSerialMessage of(int port, int event, int value) {
        return new VirtioSerialMessage(port, event, value, "");
    }
}
