package org.qemu.functional.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What QEMU is started with: what the harness needs first, then the test's arguments in order. */
final class CommandLine {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private final List<String> arguments = new ArrayList<>();
    private @Nullable String machine;
    private @Nullable String consoleDevice;
    private int consoleIndex;

    void setMachine(String type) {
        machine = type;
    }

    /**
     * @param device {@code null} for a serial port
     * @param index so many serial ports come before and are not connected
     */
    void setConsole(@Nullable String device, int index) {
        consoleDevice = device;
        consoleIndex = index;
    }

    void add(Object... more) {
        for (Object argument : more) {
            arguments.add(argument.toString());
        }
    }

    /** Replace the value of the first argument of a name, or add both. */
    void set(String name, String value) {
        int at = arguments.indexOf(name);
        if (at < 0) {
            add(name, value);
        } else if (at + 1 == arguments.size()) {
            arguments.add(value);
        } else {
            arguments.set(at + 1, value);
        }
    }

    /**
     * The whole command, with the sockets where QEMU is to call; {@code null} for those it has not.
     */
    List<String> command(Path binary, @Nullable Path monitorSocket, @Nullable Path consoleSocket) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of("-display", "none", "-vga", "none"));
        if (monitorSocket != null) {
            command.addAll(List.of("-chardev", "socket,id=mon,path=" + monitorSocket));
            command.addAll(List.of("-mon", "chardev=mon,mode=control"));
        }
        if (machine != null) {
            command.addAll(List.of("-machine", machine));
        }
        for (int i = 0; i < consoleIndex; i++) {
            command.addAll(List.of("-serial", "null"));
        }
        if (consoleSocket != null) {
            command.addAll(List.of("-chardev", "socket,id=console,path=" + consoleSocket));
            command.addAll(
                    consoleDevice == null
                            ? List.of("-serial", "chardev:console")
                            : List.of("-device", consoleDevice + ",chardev=console"));
        }
        command.addAll(arguments);
        return command;
    }

    /** Spell a command so that a POSIX shell takes it as it is. */
    static String shell(List<String> command) {
        return command.stream()
                .map(
                        word ->
                                PLAIN.matcher(word).matches()
                                        ? word
                                        : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
