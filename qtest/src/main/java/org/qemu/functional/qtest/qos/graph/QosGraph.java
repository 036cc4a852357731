package org.qemu.functional.qtest.qos.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/**
 * A graph of machines, and of drivers with what they consume and produce, in which paths from
 * machines to a requested type are found.
 */
public final class QosGraph {
    private final List<MachineNode> machines = new ArrayList<>();
    private final Map<String, Driver<?, ?>> drivers = new LinkedHashMap<>();

    /** Add nodes to a graph; an implementation needs a constructor without parameters. */
    public interface Part {
        /** Add nodes. */
        void addTo(QosGraph graph);
    }

    /** Return a graph with the machines and devices of this module. */
    public static QosGraph standard() {
        QosGraph graph = new QosGraph();
        new StandardMachines().addTo(graph);
        new VirtioDevices().addTo(graph);
        new AhciControllers().addTo(graph);
        new NvmeControllers().addTo(graph);
        new UfsControllers().addTo(graph);
        new NetworkCards().addTo(graph);
        new SdControllers().addTo(graph);
        return graph;
    }

    /** Add a machine. */
    public QosGraph add(MachineNode machine) {
        machines.add(machine);
        return this;
    }

    /**
     * Add a driver.
     *
     * @throws IllegalArgumentException if there is already a node with this name
     */
    public QosGraph add(Driver<?, ?> driver) {
        if (drivers.putIfAbsent(driver.name(), driver) != null) {
            throw new IllegalArgumentException(
                    "the graph already has a node '%s'".formatted(driver.name()));
        }
        return this;
    }

    /**
     * Return all paths from the machines of an architecture to a type or to a type that implements
     * or extends it.
     *
     * @param architecture as in the name of QEMU's program
     */
    public List<QosPath> paths(String architecture, Class<?> wanted) {
        List<QosPath> found = new ArrayList<>();
        for (MachineNode machine : machines) {
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
        if (wanted.isAssignableFrom(here)) {
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
