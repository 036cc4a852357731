package org.qemu.functional.machine.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.qemu.functional.machine.internal.launch.InheritedDescriptors;
import org.qemu.functional.machine.internal.launch.Sockets;

/**
 * {@code qemu-nbd}, which serves one image to any number of clients, one after the other or at the
 * same time.
 */
public final class NbdServer extends Daemon {
    /** The first bytes of a server, see doc/proto.md of the NBD project. */
    private static final byte[] GREETING = "NBDMAGIC".getBytes(US_ASCII);

    /** The number of the first descriptor in the protocol of sd_listen_fds(3). */
    private static final int FIRST_DESCRIPTOR = 3;

    private final List<String> arguments;

    NbdServer(DaemonConfig config, List<String> arguments) {
        super(config);
        this.arguments = arguments;
    }

    @Override
    DaemonRun start(Sockets sockets) throws IOException, InterruptedException {
        InheritedDescriptors descriptors = new InheritedDescriptors(FIRST_DESCRIPTOR);
        DaemonCommand command =
                new DaemonCommand(
                        DaemonCommand.words(
                                List.of(program(), "--persistent", "--shared=0"), arguments),
                        // Only the process itself knows its ID.
                        List.of("sh", "-c", "LISTEN_PID=$$ exec \"$@\"", "sh"),
                        Map.of("LISTEN_FDS", "1"),
                        descriptors);
        SocketFile.listen(descriptors, socket());
        return DaemonRun.start(
                config(),
                command,
                sockets,
                run -> Handshake.await(run, socket(), new byte[0], GREETING));
    }

    /** Return the address of the default export: {@code nbd+unix:///?socket=<path>}. */
    public String uri() {
        return uri("");
    }

    /** Return the address of an export, which {@code --export-name} gave its name. */
    public String uri(String export) {
        return "nbd+unix:///%s?socket=%s".formatted(export, socket());
    }

    /**
     * Return the value of QEMU's {@code -blockdev} for the default export.
     *
     * @param node the name of the node, for {@code -device virtio-blk-pci,drive=}
     */
    public String blockdev(String node) {
        return "driver=nbd,node-name=%s,server.type=unix,server.path=%s".formatted(node, socket());
    }
}
