package org.qemu.functional.qtest.qos.graph;

import java.util.List;
import java.util.Set;
import org.qemu.functional.qtest.qos.machine.MachineType;

/**
 * A node of the graph at which paths begin.
 *
 * @param type the machine
 * @param arguments QEMU's for it
 * @param contains the names of contained nodes that are in it
 */
public record Machine(MachineType type, List<String> arguments, Set<String> contains) {
    /** A machine with arguments of its own besides its name, and what is in it. */
    public static Machine of(MachineType type, List<String> arguments, String... contains) {
        return new Machine(type, List.copyOf(arguments), Set.of(contains));
    }
}
