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
import org.qemu.functional.suite.internal.TestClasses;
import org.qemu.functional.suite.internal.UsageException;

/**
 * Load the classes that every test needs on another core while JUnit starts: annotations, the
 * monitor, sockets, the machine. This only changes when they are loaded.
 */
final class ClassPreloader {
    private static final String[] CLASSES = {
        "org.qemu.functional.TestLifecycle",
        "org.qemu.functional.FunctionalTestExtension",
        "org.qemu.functional.files.TestFiles",
        "org.qemu.functional.machine.QemuMachine",
        "org.qemu.functional.machine.internal.launch.Launcher",
        "org.qemu.functional.machine.internal.launch.ConsolePipes",
        "org.qemu.functional.machine.internal.launch.PathPipe",
        "org.qemu.functional.machine.internal.process.QemuProcess",
        "org.qemu.functional.machine.internal.launch.RunningMachine",
        "org.qemu.functional.console.Console",
        "java.lang.ProcessImpl",
        "java.lang.ProcessHandleImpl",
        // JUnit formats durations, for which the JDK searches all jars.
        "java.time.zone.ZoneRulesProvider",
    };

    /** A greeting of QEMU and a reply to an unknown command. */
    private static final String GREETING =
            """
            {"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 10}}, "capabilities": ["oob"]}}
            {"return": {"text": "x", "yes": true}, "id": "none"}
            """;

    private ClassPreloader() {}

    /**
     * Start loading and return at once.
     *
     * @param tests the names of test classes, valid or not
     */
    static void begin(List<String> tests) {
        Thread thread = new Thread(() -> load(tests), "preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load(List<String> tests) {
        try {
            for (String test : tests) {
                loadAnnotations(TestClasses.find(TestSelection.className(test)));
            }
            loadMonitor();
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
            // The code that needs the class will get the same error and report it.
        }
    }

    /** Use a connection whose other end sends a greeting and disconnects. */
    private static void loadMonitor() throws InterruptedException {
        byte[] greeting = GREETING.getBytes(UTF_8);
        try {
            QmpClient.negotiate(
                            Channels.newChannel(new ByteArrayInputStream(greeting)),
                            Channels.newChannel(OutputStream.nullOutputStream()),
                            task -> new Thread(task, "preload-qmp"),
                            Duration.ofSeconds(1))
                    .close();
        } catch (QmpException e) {
            // The connection is expected to close.
        }
    }

    /**
     * Read the annotations: the JDK generates a class for each annotation type at its first use.
     */
    private static void loadAnnotations(Class<?> test) {
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
