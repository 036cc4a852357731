package org.qemu.functional.launch;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The JUnit Platform with the one engine that is used, and nothing looked up on the class path. */
final class JupiterLauncher {
    private JupiterLauncher() {}

    /** Open a session with the one engine; JUnit wakes in it, so it comes before all else. */
    static LauncherSession open() {
        return ResourceHidingClassLoader.during(JupiterLauncher::session);
    }

    private static LauncherSession session() {
        return LauncherFactory.openSession(
                LauncherConfig.builder()
                        .enableTestEngineAutoRegistration(false)
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .enableLauncherDiscoveryListenerAutoRegistration(false)
                        .enablePostDiscoveryFilterAutoRegistration(false)
                        .enableTestExecutionListenerAutoRegistration(false)
                        .addTestEngines(new JupiterTestEngine())
                        .build());
    }

    /**
     * Ask for tests; system properties of JUnit's count. A {@code junit-platform.properties} is not
     * looked for, since all jars would be opened for that.
     */
    static LauncherDiscoveryRequest request(
            List<? extends DiscoverySelector> selectors,
            Map<String, String> configuration,
            LauncherDiscoveryListener... listeners) {
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request()
                        .listeners(listeners)
                        .selectors(selectors)
                        .configurationParameters(configuration)
                        .enableImplicitConfigurationParameters(false);
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("junit.")) {
                request.configurationParameter(name, System.getProperty(name));
            }
        }
        return request.build();
    }
}
