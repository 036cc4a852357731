package org.qemu.functional.junit.internal;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.junit.Machine;
import org.qemu.functional.machine.Ability;
import org.qemu.functional.machine.QemuMachine;

/**
 * What annotations, or a builder, say about a machine.
 *
 * @param name its name; "" for the default
 * @param type its machine type; "" for QEMU's default
 * @param args its arguments, one word each
 * @param launch whether to launch it before a test gets it
 * @param console whether to connect its console
 * @param consoleDevice the device to connect; "" for the first serial port
 */
public record MachineDescription(
        String name,
        String type,
        List<String> args,
        boolean launch,
        boolean console,
        String consoleDevice) {
    /** A machine that the test configures and launches. */
    static final MachineDescription PLAIN =
            new MachineDescription("", "", List.of(), false, true, "");

    /** Create a description with a copy of the list. */
    public MachineDescription {
        args = List.copyOf(args);
    }

    private static MachineDescription of(Machine machine) {
        return new MachineDescription(
                machine.name(),
                machine.type(),
                List.of(machine.args()),
                machine.launch(),
                machine.console(),
                machine.consoleDevice());
    }

    /**
     * Return the description for a parameter or field.
     *
     * @param outermost the description that applies to all; {@code null} for none
     */
    static MachineDescription of(InjectionPoint point, @Nullable MachineDescription outermost) {
        Optional<MachineDescription> annotated =
                point.elements().stream()
                        .flatMap(
                                element ->
                                        AnnotationSupport.findAnnotation(element, Machine.class)
                                                .stream())
                        .map(MachineDescription::of)
                        .reduce(MachineDescription::within);
        if (outermost == null) {
            return annotated.orElse(PLAIN);
        }
        return annotated.map(inner -> inner.within(outermost)).orElse(outermost);
    }

    /** Return this description with what it leaves out from the one around it. */
    private MachineDescription within(MachineDescription outer) {
        return new MachineDescription(
                name.isEmpty() ? outer.name : name,
                type.isEmpty() ? outer.type : type,
                args.isEmpty() ? outer.args : args,
                launch,
                console,
                consoleDevice.isEmpty() ? outer.consoleDevice : consoleDevice);
    }

    /** Return the name of the machine in the test. */
    String machine() {
        return name.isEmpty() ? QemuMachine.DEFAULT : name;
    }

    /** Return whether another description has the same effect on the machine. */
    boolean isLike(MachineDescription other) {
        return type.equals(other.type)
                && args.equals(other.args)
                && console == other.console
                && consoleDevice.equals(other.consoleDevice);
    }

    /** Configure a machine; skip the test if its QEMU does not have the machine type. */
    void configure(QemuMachine vm) {
        if (!type.isEmpty()) {
            vm.binary().require(Ability.MACHINE, type);
            vm.setMachine(type);
        }
        vm.addArgs(args.toArray());
        if (console) {
            vm.setConsole(consoleDevice.isEmpty() ? null : consoleDevice, 0);
        }
    }

    /** Describe the machine for a message. */
    String text() {
        return "@Machine(type = \"%s\", args = %s)".formatted(type, args);
    }
}
