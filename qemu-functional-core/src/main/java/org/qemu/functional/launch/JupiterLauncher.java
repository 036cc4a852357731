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

/** Start the JUnit Platform with the Jupiter engine only, without searching the class path. */
final class JupiterLauncher {
    private JupiterLauncher() {}

    /**
     * Open a session with the Jupiter engine. This initializes JUnit, so that it is called first.
     */
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
     * Create a request for tests. JUnit's system properties apply. A {@code
     * junit-platform.properties} is ignored, since searching for it would open all jars.
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
