package org.qemu.functional.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpException;

/**
 * Wakes, on another core while JUnit wakes itself, what every test is about to need: annotations,
 * the monitor, sockets, the machine. It changes nothing but when that is done.
 */
final class ClassPreloader {
    private static final String[] CLASSES = {
        "org.qemu.functional.TestLifecycle",
        "org.qemu.functional.FunctionalTestExtension",
        "org.qemu.functional.files.TestFiles",
        "org.qemu.functional.machine.QemuMachine",
        "org.qemu.functional.machine.Launcher",
        "org.qemu.functional.machine.ConsolePipes",
        "org.qemu.functional.machine.PathPipe",
        "org.qemu.functional.machine.QemuProcess",
        "org.qemu.functional.machine.Run",
        "org.qemu.functional.console.Console",
        "java.lang.ProcessImpl",
        "java.lang.ProcessHandleImpl",
        "java.time.zone.ZoneRulesProvider", // JUnit wants the time, and all jars are looked through
    };

    /** What a QEMU says first, and a reply to nothing. */
    private static final String GREETING =
            """
            {"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 10}}, "capabilities": ["oob"]}}
            {"return": {"text": "x", "yes": true}, "id": "none"}
            """;

    private ClassPreloader() {}

    /**
     * Begin, and return at once.
     *
     * @param tests names of test classes, right or wrong
     */
    static void begin(List<String> tests) {
        Thread thread = new Thread(() -> load(tests), "preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load(List<String> tests) {
        try {
            for (String test : tests) {
                wakeAnnotations(TestClasses.find(TestSelection.className(test)));
            }
            wakeMonitor();
            try (ServerSocketChannel channel =
                            ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    Selector selector = Selector.open()) {
                channel.configureBlocking(false);
                selector.wakeup();
            }
            for (String name : CLASSES) {
                Class.forName(name);
            }
        } catch (IOException
                | ClassNotFoundException
                | LinkageError
                | InterruptedException
                | UsageException e) {
            // Whoever needs it will meet the same, and has somebody to tell.
        }
    }

    /** Talk to a QEMU that says its first words and hangs up. */
    private static void wakeMonitor() throws InterruptedException {
        byte[] greeting = GREETING.getBytes(UTF_8);
        try {
            QmpClient.negotiate(
                            Channels.newChannel(new ByteArrayInputStream(greeting)),
                            Channels.newChannel(OutputStream.nullOutputStream()),
                            task -> new Thread(task, "preload-qmp"),
                            Duration.ofSeconds(1))
                    .close();
        } catch (QmpException e) {
            // As expected.
        }
    }

    /** The JDK makes a class for each kind of annotation when one is first looked at. */
    private static void wakeAnnotations(Class<?> test) {
        Set<Class<?>> seen = new HashSet<>();
        for (Class<?> type = test; type != null; type = type.getSuperclass()) {
            wake(type.getDeclaredAnnotations(), seen);
        }
        for (Method method : test.getDeclaredMethods()) {
            wake(method.getDeclaredAnnotations(), seen);
        }
    }

    private static void wake(Annotation[] annotations, Set<Class<?>> seen) {
        for (Annotation annotation : annotations) {
            if (seen.add(annotation.annotationType())) {
                wake(annotation.annotationType().getDeclaredAnnotations(), seen);
            }
        }
    }
}
