package org.qemu.functional.atf.internal;

import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A session of the JUnit Platform with the extensions of this module in each test class. Launcher
 * session listeners on the class path are called, others are not.
 */
final class Jupiter implements AutoCloseable {
    private static final String AUTODETECTION = "junit.jupiter.extensions.autodetection.enabled";

    /** An extension of Jupiter that reads this parameter keeps the tests of a run from running. */
    static final String EXPAND = "qemu.functional.atf.expand";

    private final LauncherSession session =
            LauncherFactory.openSession(
                    LauncherConfig.builder()
                            .enableLauncherDiscoveryListenerAutoRegistration(false)
                            .enableTestExecutionListenerAutoRegistration(false)
                            .build());

    Launcher launcher() {
        return session.getLauncher();
    }

    /** Return a request to run tests. */
    LauncherDiscoveryRequest request(List<? extends DiscoverySelector> selectors) {
        return builder(selectors).build();
    }

    /**
     * Return a request that registers the invocations of test templates and factories without
     * running them.
     */
    LauncherDiscoveryRequest expansion(List<? extends DiscoverySelector> selectors) {
        return builder(selectors)
                .configurationParameter(EXPAND, "true")
                // A test that this host skips is a test case, too.
                .configurationParameter(
                        "junit.jupiter.conditions.deactivate",
                        "org.junit.*,org.qemu.functional.condition.*")
                .build();
    }

    private static LauncherDiscoveryRequestBuilder builder(
            List<? extends DiscoverySelector> selectors) {
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectors);
        if (!Boolean.getBoolean(AUTODETECTION)) {
            request.configurationParameter(AUTODETECTION, "true")
                    .configurationParameter(
                            "junit.jupiter.extensions.autodetection.include",
                            "org.qemu.functional.atf.*");
        }
        return request;
    }

    @Override
    public void close() {
        session.close();
    }
}
