package org.qemu.functional.launch;

import java.util.List;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The JUnit Platform with the one engine that is used, and nothing looked up on the class path. */
final class JupiterLauncher {
    /** Of GraalVM's ImageInfo; JUnit's JfrUtils looks at it. */
    private static final String NATIVE_IMAGE = "org.graalvm.nativeimage.imagecode";

    private JupiterLauncher() {}

    /**
     * Make a launcher that sends no events to Java Flight Recorder. Loading the recorder would take
     * a tenth of the start of each program; JUnit leaves it alone only where it believes to be in a
     * native image, so it is made to believe that here, for as long as it looks.
     */
    static LauncherSession open() {
        boolean told = System.getProperty(NATIVE_IMAGE) != null;
        if (!told) {
            System.setProperty(NATIVE_IMAGE, "runtime");
        }
        try {
            return LauncherFactory.openSession(
                    LauncherConfig.builder()
                            .enableTestEngineAutoRegistration(false)
                            .enableLauncherSessionListenerAutoRegistration(false)
                            .enableLauncherDiscoveryListenerAutoRegistration(false)
                            .enablePostDiscoveryFilterAutoRegistration(false)
                            .enableTestExecutionListenerAutoRegistration(false)
                            .addTestEngines(new JupiterTestEngine())
                            .build());
        } finally {
            if (!told) {
                System.clearProperty(NATIVE_IMAGE);
            }
        }
    }

    static LauncherDiscoveryRequest request(List<? extends DiscoverySelector> selectors) {
        return LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
    }
}
