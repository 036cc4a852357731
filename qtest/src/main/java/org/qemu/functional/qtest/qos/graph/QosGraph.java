package org.qemu.functional.qtest.qos.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/**
 * Machines, and drivers by what they consume and produce: paths from the one to what a test wants.
 */
public final class QosGraph {
    private final List<Machine> machines = new ArrayList<>();
    private final Map<String, Driver<?, ?>> drivers = new LinkedHashMap<>();

    /** Something that adds nodes to a graph; it has a constructor without parameters. */
    public interface Part {
        /** Add nodes. */
        void addTo(QosGraph graph);
    }

    /** Return a graph with the machines and devices that this module knows. */
    public static QosGraph standard() {
        QosGraph graph = new QosGraph();
        new StandardMachines().addTo(graph);
        new VirtioDevices().addTo(graph);
        new AhciControllers().addTo(graph);
        new NetworkCards().addTo(graph);
        new SdControllers().addTo(graph);
        return graph;
    }

    /** Add a machine. */
    public QosGraph add(Machine machine) {
        machines.add(machine);
        return this;
    }

    /**
     * Add a driver.
     *
     * @throws IllegalArgumentException if there is one of the name
     */
    public QosGraph add(Driver<?, ?> driver) {
        if (drivers.putIfAbsent(driver.name(), driver) != null) {
            throw new IllegalArgumentException(
                    "the graph has a node '%s' already".formatted(driver.name()));
        }
        return this;
    }

    /**
     * Find all ways from the machines of an architecture to something of a type.
     *
     * @param architecture as in the name of QEMU's program
     */
    public List<QosPath> paths(String architecture, Class<?> wanted) {
        List<QosPath> found = new ArrayList<>();
        for (Machine machine : machines) {
            if (machine.type().isOf(architecture)) {
                walk(
                        new QosPath(architecture, machine, List.of()),
                        QosMachine.class,
                        machine.contains(),
                        wanted,
                        found);
            }
        }
        return found;
    }

    private void walk(
            QosPath path,
            Class<?> here,
            Set<String> contains,
            Class<?> wanted,
            List<QosPath> found) {
        if (here == wanted) {
            found.add(path);
        }
        for (Driver<?, ?> driver : drivers.values()) {
            boolean reachable = !driver.contained() || contains.contains(driver.name());
            if (driver.consumes() == here && reachable && !path.drivers().contains(driver)) {
                walk(path.with(driver), driver.produces(), driver.contains(), wanted, found);
            }
        }
    }
}
