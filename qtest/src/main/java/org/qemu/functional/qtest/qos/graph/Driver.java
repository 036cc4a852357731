package org.qemu.functional.qtest.qos.graph;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/**
 * A node of the graph that makes of what it consumes what it produces: a host bridge of a machine a
 * bus, a device of a bus something to be driven.
 *
 * @param name in paths
 * @param consumes what it needs
 * @param produces what tests or other drivers get
 * @param contained whether it is only where another node contains it, and not on everything that it
 *     could consume
 * @param contains the names of contained nodes that are on what it produces
 * @param device what stands behind {@code -device}; empty for none
 * @param arguments QEMU's others for it, before the device
 * @param argumentsBehind QEMU's others for it, behind the device: what is on a bus of its own
 * @param maker makes what it produces
 * @param <C> what it consumes
 * @param <P> what it produces
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
    /** A driver of a device that is put on everything that it can consume. */
    public static <C, P> Driver<C, P> device(
            String name,
            Class<C> consumes,
            Class<P> produces,
            String device,
            BiFunction<C, QosMachine, P> maker) {
        return new Driver<>(
                name, consumes, produces, false, Set.of(), device, List.of(), List.of(), maker);
    }

    /** A driver of what another node has in it. */
    public static <C, P> Driver<C, P> part(
            String name, Class<C> consumes, Class<P> produces, BiFunction<C, QosMachine, P> maker) {
        return new Driver<>(
                name, consumes, produces, true, Set.of(), "", List.of(), List.of(), maker);
    }

    /** The same with more arguments for QEMU, which come before the device. */
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

    /** The same with more arguments for QEMU, which come behind the device. */
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

    /** The same, containing other nodes. */
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
