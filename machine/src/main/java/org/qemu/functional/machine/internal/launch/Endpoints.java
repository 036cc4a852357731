package org.qemu.functional.machine.internal.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * This program's ends of the sockets and pipes that a machine's QEMU connects to when it starts.
 */
final class Endpoints implements AutoCloseable {
    private final Sockets sockets = new Sockets();
    private final Map<String, ConsolePipes> consoles = new LinkedHashMap<>();
    private final Map<String, Sockets.Listener> channels = new LinkedHashMap<>();
    private Sockets.@Nullable Listener descriptors;
    private Sockets.@Nullable Listener monitor;
    private Sockets.@Nullable Listener opened;

    private Endpoints() {}

    /**
     * Create the endpoints that a machine needs.
     *
     * @throws IOException if one cannot be created
     */
    static Endpoints of(MachineConfig config) throws IOException {
        Endpoints made = new Endpoints();
        try {
            made.listen(config);
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void listen(MachineConfig config) throws IOException {
        if (!config.descriptors().isEmpty()) {
            descriptors = sockets.listenForDescriptors("fds");
        }
        if (config.hasMonitor()) {
            monitor = monitor(config);
        }
        for (String name : config.consoles().names()) {
            String id = Consoles.id(name);
            consoles.put(id, sockets.pipes(id));
        }
        for (String id : config.channels()) {
            channels.put(id, sockets.listen(id));
        }
        if (monitor == null && !consoles.isEmpty()) {
            opened = sockets.listen("opened");
        }
    }

    private Sockets.Listener monitor(MachineConfig config) throws IOException {
        InetSocketAddress address = config.monitorAddress();
        if (address != null) {
            return sockets.listen(address);
        }
        return config.sendsDescriptors()
                ? sockets.listenForDescriptors("mon")
                : sockets.listen("mon");
    }

    /** Return QEMU's command line, which names all endpoints. */
    List<String> command(MachineConfig config) {
        List<String> command =
                config.command(monitor == null ? null : monitor.chardev("mon"), this::chardev);
        return opened == null
                ? command
                : Stream.concat(
                                command.stream(),
                                Stream.of("-chardev", opened.chardev("console-opened")))
                        .toList();
    }

    private String chardev(String id) {
        ConsolePipes console = consoles.get(id);
        return console == null ? channel(id).chardev(id) : console.chardev();
    }

    /**
     * Return the socket where QEMU's launcher script requests the file descriptors that QEMU
     * inherits.
     */
    Sockets.@Nullable Listener descriptors() {
        return descriptors;
    }

    Sockets.@Nullable Listener monitor() {
        return monitor;
    }

    /** Return the pipes of a console by its name. */
    ConsolePipes console(String name) {
        return Objects.requireNonNull(consoles.get(Consoles.id(name)));
    }

    Sockets.Listener channel(String id) {
        return Objects.requireNonNull(channels.get(id));
    }

    /**
     * Return the socket that a QEMU without a monitor connects to once it has opened its consoles,
     * since QEMU creates chardevs in command line order. Return {@code null} if there is a monitor,
     * whose greeting shows the same.
     */
    Sockets.@Nullable Listener opened() {
        return opened;
    }

    /** Remove the files, and close the ends that QEMU has opened for itself. */
    @Override
    public void close() {
        consoles.values().forEach(ConsolePipes::close);
        sockets.close();
    }
}
