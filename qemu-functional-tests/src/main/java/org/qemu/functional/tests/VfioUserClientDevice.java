package org.qemu.functional.tests;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** QEMU's client of vfio-user, the device {@code vfio-user-pci}, which QEMU has since 10.1. */
public final class VfioUserClientDevice {
    /** The type of the device. */
    public static final String TYPE = "vfio-user-pci";

    /** The longest wait for a reply: QEMU's own 5 seconds are too short on a busy host. */
    private static final int PATIENCE = 60_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> properties = new LinkedHashMap<>();

    private VfioUserClientDevice(String id, Path socket) {
        properties.put("driver", TYPE);
        properties.put("id", id);
        properties.put("x-msg-timeout", PATIENCE);
        properties.put("socket", Map.of("type", "unix", "path", socket.toString()));
    }

    /** Return the device that connects to the server on a socket. */
    public static VfioUserClientDevice of(String id, Path socket) {
        return new VfioUserClientDevice(id, socket);
    }

    /** Put the device on a bus. */
    public VfioUserClientDevice on(String bus) {
        properties.put("bus", bus);
        return this;
    }

    /** Set the longest wait for a reply, in milliseconds; 60,000 otherwise. */
    public VfioUserClientDevice timeout(int milliseconds) {
        properties.put("x-msg-timeout", milliseconds);
        return this;
    }

    /** Return the value of {@code -device}. */
    public String argument() {
        return JSON.valueToTree(properties).toString();
    }

    /** Return the arguments of {@code device_add}. */
    public Map<String, Object> arguments() {
        return Map.copyOf(properties);
    }
}
