package org.qemu.functional.launch;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Instant;
import org.qemu.functional.logging.Timestamp;

/**
 * Wakes, on another core while JUnit looks at the test class, what every test is about to need: the
 * time zone, sockets, the machine, its monitor. It changes nothing but when that is done.
 */
final class Preload {
    private static final String[] CLASSES = {
        "org.qemu.functional.TestRun",
        "org.qemu.functional.FunctionalTestExtension",
        "org.qemu.functional.files.TestFiles",
        "org.qemu.functional.machine.QemuMachine",
        "org.qemu.functional.machine.Launcher",
        "org.qemu.functional.machine.QemuProcess",
        "org.qemu.functional.machine.Run",
        "org.qemu.functional.qmp.QmpClient",
        "org.qemu.functional.qmp.Json",
        "org.qemu.functional.console.Console",
        "java.lang.ProcessImpl",
        "java.lang.ProcessHandleImpl",
    };

    private Preload() {}

    static void begin() {
        Thread thread = new Thread(Preload::load, "preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() {
        try {
            String unused = Timestamp.dateAndTime(Instant.EPOCH);
            try (ServerSocketChannel channel =
                            ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    Selector selector = Selector.open()) {
                channel.configureBlocking(false);
                selector.wakeup();
            }
            for (String name : CLASSES) {
                Class.forName(name);
            }
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            // Whoever needs it will meet the same, and has somebody to tell.
        }
    }
}
