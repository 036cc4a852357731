package org.qemu.functional.tap;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs fixtures with the real launcher and collects the reporter's output. */
final class TapRun {

    private final TapReporter reporter;
    private final ByteArrayOutputStream bytes;

    TapRun() {
        bytes = new ByteArrayOutputStream();
        reporter = TapReporter.to(bytes);
    }

    TapRun(TapReporter reporter, ByteArrayOutputStream bytes) {
        this.reporter = reporter;
        this.bytes = bytes;
    }

    static StrictTap of(Class<?>... fixtures) {
        return StrictTap.read(bytesOf(fixtures));
    }

    static byte[] bytesOf(Class<?>... fixtures) {
        TapRun run = new TapRun();
        run.execute(Map.of(), fixtures);
        return run.bytes();
    }

    void execute(Map<String, String> parameters, Class<?>... fixtures) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                Arrays.stream(fixtures)
                                        .map(fixture -> selectClass(fixture))
                                        .toList())
                        .configurationParameters(parameters)
                        .build();
        // Listeners of the build's own launcher session must not affect the fixtures.
        LauncherConfig config =
                LauncherConfig.builder()
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .enableLauncherDiscoveryListenerAutoRegistration(false)
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build();
        Launcher launcher = LauncherFactory.create(config);
        launcher.execute(request, reporter);
    }

    TapReporter reporter() {
        return reporter;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    StrictTap tap() {
        return StrictTap.read(bytes());
    }
}
