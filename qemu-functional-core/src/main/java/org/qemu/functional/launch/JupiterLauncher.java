package org.qemu.functional.launch;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The JUnit Platform with the one engine that is used, and nothing looked up on the class path. */
final class JupiterLauncher {
    private JupiterLauncher() {}

    /**
     * Open a session with the one engine. JUnit looks around for configuration, listeners and Java
     * Flight Recorder through the thread's class loader; all jars would be opened for that, and the
     * recorder loaded, which takes longer than a test of a monitor command.
     */
    static LauncherSession open() {
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(new NothingToFind(usual));
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
            thread.setContextClassLoader(usual);
        }
    }

    /**
     * Ask for tests; system properties of JUnit's count. A {@code junit-platform.properties} is not
     * looked for, since all jars would be opened for that.
     */
    static LauncherDiscoveryRequest request(
            List<? extends DiscoverySelector> selectors, Map<String, String> configuration) {
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request()
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

    /** Knows the classes that its parent knows, but for the recorder, and no resources. */
    private static final class NothingToFind extends ClassLoader {
        NothingToFind(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jdk.jfr.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        @Override
        public @Nullable URL getResource(String name) {
            return null;
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.emptyEnumeration();
        }
    }
}
