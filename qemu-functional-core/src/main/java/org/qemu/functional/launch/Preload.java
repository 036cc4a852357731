package org.qemu.functional.launch;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;
import org.qemu.functional.logging.Timestamp;

/**
 * Wakes, on another core while JUnit wakes itself, what every test is about to need: annotations,
 * the time zone, sockets, the machine, its monitor. It changes nothing but when that is done.
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
            Logger unused = Logger.getLogger(Preload.class.getName());
            for (String test : tests) {
                wakeAnnotations(TestClasses.find(TestSelection.className(test)));
            }
            String unusedTime = Timestamp.dateAndTime(Instant.now());
            try (ServerSocketChannel channel =
                            ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    Selector selector = Selector.open()) {
                channel.configureBlocking(false);
                selector.wakeup();
            }
            for (String name : CLASSES) {
                Class.forName(name);
            }
        } catch (IOException | ClassNotFoundException | LinkageError | UsageException e) {
            // Whoever needs it will meet the same, and has somebody to tell.
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
