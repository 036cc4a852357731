package org.qemu.functional.machine.internal.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.ShellQuoting;

/**
 * The command line of QEMU: the arguments that the harness needs, followed by the test's arguments
 * in order.
 */
public final class CommandLine {

    private final List<String> wrapper = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private @Nullable String machine;

    public void setMachine(String type) {
        machine = type;
    }

    /** Set the words that precede the program's name. */
    public void setWrapper(List<String> words) {
        wrapper.clear();
        wrapper.addAll(words);
    }

    /** Replace everything by a copy of another command line. */
    void copy(CommandLine other) {
        setWrapper(other.wrapper);
        arguments.clear();
        arguments.addAll(other.arguments);
        machine = other.machine;
    }

    /** Replace each argument by the result of a function. */
    public void replaceAll(UnaryOperator<String> change) {
        arguments.replaceAll(change);
    }

    public void add(Object... more) {
        for (Object argument : more) {
            arguments.add(argument.toString());
        }
    }

    /** Replace the value of the first argument with this name; append both if there is none. */
    public void set(String name, String value) {
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
     * Return the complete command.
     *
     * @param monitor the monitor's chardev, {@code null} for no monitor
     * @param consoles the connected consoles
     * @param channels ids of chardevs that the arguments name
     * @param chardev returns the value of {@code -chardev} for an id
     */
    List<String> command(
            Path binary,
            @Nullable String monitor,
            Consoles consoles,
            Set<String> channels,
            UnaryOperator<String> chardev) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(binary.toString());
        command.addAll(List.of("-display", "none", "-vga", "none"));
        if (monitor != null) {
            command.addAll(List.of("-chardev", monitor));
            command.addAll(List.of("-mon", "chardev=mon,mode=control"));
        }
        if (machine != null) {
            command.addAll(List.of("-machine", machine));
        }
        command.addAll(consoles.arguments(name -> chardev.apply(Consoles.id(name))));
        for (String channel : channels) {
            command.addAll(List.of("-chardev", chardev.apply(channel)));
        }
        command.addAll(arguments);
        command.addAll(consoles.furtherDevices(name -> chardev.apply(Consoles.id(name))));
        return command;
    }

    /** Return a command, quoted for a POSIX shell. */
    public static String shell(List<String> command) {
        return command.stream().map(ShellQuoting::quoteIfNeeded).collect(Collectors.joining(" "));
    }
}
