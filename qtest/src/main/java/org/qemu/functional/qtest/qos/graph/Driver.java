package org.qemu.functional.qtest.qos.graph;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/**
 * A node of the graph that converts what it consumes into what it produces: a machine's host bridge
 * into a bus, a device on a bus into a driver object.
 *
 * @param name its name in paths
 * @param consumes the type that it needs
 * @param produces the type that tests or other drivers get
 * @param contained whether it exists only where another node contains it, and not on everything
 *     that it could consume
 * @param contains the names of contained nodes on what it produces
 * @param device the value of {@code -device}; empty for none
 * @param arguments other arguments of QEMU for it, before the device
 * @param argumentsBehind other arguments of QEMU for it, after the device: devices on its own bus
 * @param maker creates what it produces
 * @param <C> the consumed type
 * @param <P> the produced type
 */
public record Driver<C, P>(
        String name,
        Class<C> consumes,
        Class<P> produces,
        boolean contained,
        Set<String> contains,
        String device,
        List<String> arguments,
        List<String> argumentsBehind,
        BiFunction<C, QosMachine, P> maker) {
    /** Return a driver for a device that is added to everything that it can consume. */
    public static <C, P> Driver<C, P> device(
            String name,
            Class<C> consumes,
            Class<P> produces,
            String device,
            BiFunction<C, QosMachine, P> maker) {
        return new Driver<>(
                name, consumes, produces, false, Set.of(), device, List.of(), List.of(), maker);
    }

    /** Return a driver for a part that another node contains. */
    public static <C, P> Driver<C, P> part(
            String name, Class<C> consumes, Class<P> produces, BiFunction<C, QosMachine, P> maker) {
        return new Driver<>(
                name, consumes, produces, true, Set.of(), "", List.of(), List.of(), maker);
    }

    /** Return this driver with additional arguments of QEMU, which precede the device. */
    public Driver<C, P> with(String... more) {
        return new Driver<>(
                name,
                consumes,
                produces,
                contained,
                contains,
                device,
                List.of(more),
                argumentsBehind,
                maker);
    }

    /** Return this driver with additional arguments of QEMU, which follow the device. */
    public Driver<C, P> withBehind(String... more) {
        return new Driver<>(
                name,
                consumes,
                produces,
                contained,
                contains,
                device,
                arguments,
                List.of(more),
                maker);
    }

    /** Return this driver with contained nodes. */
    public Driver<C, P> containing(String... names) {
        return new Driver<>(
                name,
                consumes,
                produces,
                contained,
                Set.of(names),
                device,
                arguments,
                argumentsBehind,
                maker);
    }

    Object make(Object consumed, QosMachine machine) {
        return maker.apply(consumes.cast(consumed), machine);
    }
}
