package org.qemu.functional.nativetest.internal.program;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.qemu.functional.nativetest.internal.rerun.TestEventFile;
import org.qemu.functional.nativetest.internal.rerun.TestEventListener;
import org.qemu.functional.nativetest.internal.rerun.TestObserver;

/** Runs a class or a test with JUnit's launcher. */
final class JUnitRun {
    private JUnitRun() {}

    /**
     * Run a class or a test.
     *
     * @param selected a class's name or the unique id of a test
     */
    static void run(String selected, TestEventFile events, List<TestObserver> observers) {
        DiscoverySelector selector =
                selected.startsWith("[") ? selectUniqueId(selected) : selectClass(selected);
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selector)
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                        .build();
        LauncherConfig config =
                LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .enableLauncherDiscoveryListenerAutoRegistration(false)
                        .enablePostDiscoveryFilterAutoRegistration(false)
                        .build();
        LauncherFactory.create(config).execute(request, new TestEventListener(events, observers));
    }
}
