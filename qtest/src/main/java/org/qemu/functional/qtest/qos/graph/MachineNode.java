package org.qemu.functional.qtest.qos.graph;

import java.util.List;
import java.util.Set;
import org.qemu.functional.qtest.qos.machine.MachineType;

/**
 * A node of the graph that is the start of paths.
 *
 * @param type the machine
 * @param arguments QEMU's arguments for it
 * @param contains the names of contained nodes in it
 */
public record MachineNode(MachineType type, List<String> arguments, Set<String> contains) {
    /** Return a machine with arguments in addition to its name, and contained nodes. */
    public static MachineNode of(MachineType type, List<String> arguments, String... contains) {
        return new MachineNode(type, List.copyOf(arguments), Set.of(contains));
    }
}
