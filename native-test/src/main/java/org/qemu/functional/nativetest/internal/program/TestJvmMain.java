package org.qemu.functional.nativetest.internal.program;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.qemu.functional.nativetest.internal.allocation.AllocationListener;
import org.qemu.functional.nativetest.internal.rerun.TestEventFile;
import org.qemu.functional.nativetest.internal.rerun.TestEventListener;
import org.qemu.functional.nativetest.internal.valgrind.ValgrindListener;

/**
 * The program of a JVM that runs a test class or method for another JVM.
 *
 * <p>Arguments: the file of events, and a class's name or the unique id of a test. The program ends
 * when its standard input does, so that it does not outlive who started it.
 */
public final class TestJvmMain {
    private static volatile boolean started;

    private TestJvmMain() {}

    /** Return whether this JVM runs tests for another one. */
    public static boolean isThisProgram() {
        return started;
    }

    /** Run the tests. */
    public static void main(String[] args) {
        started = true;
        endWithParent();
        DiscoverySelector selector =
                args[1].startsWith("[") ? selectUniqueId(args[1]) : selectClass(args[1]);
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selector)
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                        .build();
        Launcher launcher =
                LauncherFactory.create(
                        LauncherConfig.builder()
                                .enableTestExecutionListenerAutoRegistration(false)
                                .enableLauncherSessionListenerAutoRegistration(false)
                                .enableLauncherDiscoveryListenerAutoRegistration(false)
                                .enablePostDiscoveryFilterAutoRegistration(false)
                                .build());
        List<TestExecutionListener> listeners = new ArrayList<>();
        // Before the listener of events: what they find out belongs to the test that has ended.
        if (ValgrindListener.isWanted()) {
            listeners.add(new ValgrindListener());
        }
        if (AllocationListener.isWanted()) {
            listeners.add(new AllocationListener());
        }
        listeners.add(new TestEventListener(new TestEventFile(Path.of(args[0]))));
        launcher.execute(request, listeners.toArray(TestExecutionListener[]::new));
        // Threads of the library or of the test may still run.
        System.exit(0);
    }

    private static void endWithParent() {
        Thread reader =
                new Thread(
                        () -> {
                            try {
                                while (System.in.read() >= 0) {}
                            } catch (IOException e) {
                                // as at the end
                            }
                            Runtime.getRuntime().halt(1);
                        },
                        "end-with-parent");
        reader.setDaemon(true);
        reader.start();
    }
}
