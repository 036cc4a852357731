package org.qemu.functional.machine.internal.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The consoles of a machine: the serial port or device of each, or semihosting, by the name that
 * the test gave it.
 */
public final class Consoles {
    /** The name of the main console, for which a test need not give a name. */
    public static final String MAIN = "console";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    /** The number of the serial port of a console that is none. */
    private static final int NO_PORT = -1;

    /**
     * The guest's side of a console; semihosting if there is neither a device nor a serial port.
     *
     * @param device the value of {@code -device} without the chardev; {@code null} for none
     * @param serial the number of the serial port, starting at 0; {@link #NO_PORT} for none
     */
    private record End(@Nullable String device, int serial) {
        boolean isSemihosting() {
            return device == null && serial == NO_PORT;
        }
    }

    private final Map<String, End> ends = new LinkedHashMap<>();

    /**
     * Connect a console to a serial port, replacing a console with the same name.
     *
     * @throws IllegalArgumentException if another console has the port, or the name is not valid
     *     for a chardev
     */
    public void connectSerial(String name, int serial) {
        if (serial < 0) {
            throw new IllegalArgumentException(
                    "there is no serial port %d; the first is 0".formatted(serial));
        }
        ends.forEach(
                (other, end) -> {
                    if (end.serial() == serial && !other.equals(name)) {
                        throw new IllegalArgumentException(
                                "serial port %d is already connected to console '%s'"
                                        .formatted(serial, other));
                    }
                });
        ends.put(checked(name), new End(null, serial));
    }

    /**
     * Connect a console to a device, replacing a console with the same name.
     *
     * @throws IllegalArgumentException if the name is not valid for a chardev
     */
    public void connectDevice(String name, String device) {
        ends.put(checked(name), new End(device, NO_PORT));
    }

    /** Connect the main console to what the guest reads and writes by semihosting. */
    public void connectSemihosting() {
        ends.put(MAIN, new End(null, NO_PORT));
    }

    /** Replace all consoles by those of another machine. */
    void copy(Consoles other) {
        ends.clear();
        ends.putAll(other.ends);
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot name a console: use a letter followed by letters, digits, _ or -"
                            .formatted(name));
        }
        return name;
    }

    /** Return the names in the order in which the consoles were connected. */
    Set<String> names() {
        return ends.keySet();
    }

    /**
     * Return QEMU's arguments for serial ports and the main console. Unconnected serial ports
     * before a connected one become {@code null} devices.
     */
    List<String> arguments(UnaryOperator<String> chardev) {
        List<String> arguments = new ArrayList<>();
        int last = ends.values().stream().mapToInt(End::serial).max().orElse(NO_PORT);
        for (int i = 0; i <= last; i++) {
            Optional<String> name = atSerial(i);
            name.ifPresent(known -> arguments.addAll(List.of("-chardev", chardev.apply(known))));
            arguments.addAll(
                    List.of("-serial", name.map(known -> "chardev:" + id(known)).orElse("null")));
        }
        End main = ends.get(MAIN);
        if (main != null && main.isSemihosting()) {
            arguments.addAll(List.of("-chardev", chardev.apply(MAIN)));
            arguments.addAll(
                    List.of("-semihosting-config", "enable=on,target=native,chardev=" + id(MAIN)));
        }
        arguments.addAll(devices(chardev, name -> name.equals(MAIN)));
        return arguments;
    }

    /**
     * Return QEMU's arguments for further consoles that are devices. They follow the test's
     * arguments, which create the buses.
     */
    List<String> furtherDevices(UnaryOperator<String> chardev) {
        return devices(chardev, name -> !name.equals(MAIN));
    }

    private List<String> devices(UnaryOperator<String> chardev, Predicate<String> which) {
        List<String> arguments = new ArrayList<>();
        ends.forEach(
                (name, end) -> {
                    if (end.device() != null && which.test(name)) {
                        arguments.addAll(List.of("-chardev", chardev.apply(name)));
                        arguments.addAll(List.of("-device", end.device() + ",chardev=" + id(name)));
                    }
                });
        return arguments;
    }

    private Optional<String> atSerial(int serial) {
        return ends.entrySet().stream()
                .filter(e -> e.getValue().serial() == serial)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Return the id of a console's chardev. */
    static String id(String name) {
        return name.equals(MAIN) ? name : "console-" + name;
    }
}
