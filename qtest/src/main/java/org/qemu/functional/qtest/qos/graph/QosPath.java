package org.qemu.functional.qtest.qos.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/**
 * A path through the graph.
 *
 * @param architecture as in the name of QEMU's program
 * @param machine its first node
 * @param drivers the following nodes
 */
public record QosPath(String architecture, MachineNode machine, List<Driver<?, ?>> drivers) {
    QosPath with(Driver<?, ?> driver) {
        List<Driver<?, ?>> longer = new ArrayList<>(drivers);
        longer.add(driver);
        return new QosPath(architecture, machine, longer);
    }

    /**
     * Return QEMU's arguments for all nodes on the path.
     *
     * @param deviceOptions options for the last {@code -device}, such as {@code num-queues=2}
     */
    public List<String> arguments(String deviceOptions) {
        List<String> arguments =
                new ArrayList<>(List.of("-machine", machine.type().machine(), "-nodefaults"));
        arguments.addAll(machine.arguments());
        int last = -1;
        for (Driver<?, ?> driver : drivers) {
            arguments.addAll(driver.arguments());
            if (!driver.device().isEmpty()) {
                arguments.addAll(List.of("-device", driver.device()));
                last = arguments.size() - 1;
            }
            arguments.addAll(driver.argumentsBehind());
        }
        if (last >= 0 && !deviceOptions.isEmpty()) {
            arguments.set(last, arguments.get(last) + "," + deviceOptions);
        }
        return arguments;
    }

    /**
     * Create the objects of all nodes on the path. The map contains them by type; of several with
     * one type, the last.
     */
    public Map<Class<?>, Object> open(QTest qtest) {
        Map<Class<?>, Object> made = new LinkedHashMap<>();
        QosMachine here = machine.type().open(qtest);
        made.put(QTest.class, qtest);
        made.put(QosMachine.class, here);
        Object last = here;
        for (Driver<?, ?> driver : drivers) {
            last = driver.make(last, here);
            made.put(driver.produces(), last);
        }
        return made;
    }

    /** Return the types of the objects that {@link #open} creates. */
    public List<Class<?>> types() {
        return Stream.concat(
                        Stream.of(QTest.class, QosMachine.class),
                        drivers.stream().<Class<?>>map(Driver::produces))
                .toList();
    }

    /**
     * Return the names on the path, such as {@code x86_64/pc/i440FX-pcihost/virtio-blk-pci-legacy}.
     */
    @Override
    public String toString() {
        return Stream.concat(
                        Stream.of(architecture, machine.type().machine()),
                        drivers.stream().map(Driver::name))
                .collect(Collectors.joining("/"));
    }
}
