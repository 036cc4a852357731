package org.qemu.functional.qtest.qos.virtio.driver;

/**
 * A message of a console device or its driver about a port (5.3.6.2).
 *
 * @param port the number of the port
 * @param event such as {@link #PORT_ADD}
 * @param value depends on the event
 * @param text the text that follows, without the terminating zero; only for {@link #PORT_NAME}
 */
public record VirtioSerialMessage(int port, int event, int value, String text) {
    /** The driver is ready, regardless of the port; the value is 0 if it is not. */
    public static final int DEVICE_READY = 0;

    /** The device has added a port. */
    public static final int PORT_ADD = 1;

    /** The device has removed a port. */
    public static final int PORT_REMOVE = 2;

    /** The driver is ready for a port; the value is 0 if it is not. */
    public static final int PORT_READY = 3;

    /** A port is a console. */
    public static final int CONSOLE_PORT = 4;

    /** The device's or the driver's end of a port is open; the value is 0 if it is closed. */
    public static final int PORT_OPEN = 6;

    /** A port has a name. */
    public static final int PORT_NAME = 7;

    /** The size of a message without its text in bytes. */
    static final int SIZE = 8;

    /** Return a message without text. */
    public static VirtioSerialMessage of(int port, int event, int value) {
        return new VirtioSerialMessage(port, event, value, "");
    }
}
