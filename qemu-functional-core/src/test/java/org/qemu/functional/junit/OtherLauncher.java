package org.qemu.functional.junit;

import java.io.IOException;
import java.util.Map;

/** The programs that run the tests of {@link OtherProject}. */
enum OtherLauncher {
    SUREFIRE("mvn test -Dtest='%s#%s' -f ", "Tests run: 1, ") {
        @Override
        String run(OtherProject project) throws IOException, InterruptedException {
            return project.maven("test");
        }
    },
    FAILSAFE("mvn verify -Dit.test='%s#%s' -f ", "Tests run: 1, ") {
        @Override
        String run(OtherProject project) throws IOException, InterruptedException {
            return project.maven("verify", "-Dit.test=" + OtherProject.CLASS);
        }
    },
    CONSOLE("sh ", "1 tests found") {
        @Override
        String run(OtherProject project) throws IOException, InterruptedException {
            return project.java(
                    Map.of(),
                    "-cp",
                    project.classPath(),
                    "org.junit.platform.console.ConsoleLauncher",
                    "execute",
                    "--select-class=" + OtherProject.CLASS,
                    "--disable-ansi-colors",
                    "--reports-dir=target/reports");
        }
    },
    PROGRAM("/program.jar '%s#%s'", "not ok 1 - ") {
        @Override
        String run(OtherProject project) throws IOException, InterruptedException {
            return project.java(
                    Map.of(),
                    "-jar",
                    project.jar("org.qemu.functional.launch.Main").toString(),
                    "--junit-xml",
                    "target/TEST-program.xml",
                    OtherProject.CLASS);
        }
    },
    GRADLE("gradle firmwareTest --tests '%s.%s' -p ", "") {
        @Override
        String run(OtherProject project) throws IOException, InterruptedException {
            return platform(
                    project,
                    "gradle",
                    "-Dorg.gradle.test.worker=1",
                    "-Dorg.gradle.internal.worker.tmpdir="
                            + project.folder().resolve("build/tmp/firmwareTest/work"));
        }
    },
    INTELLIJ("", "") {
        @Override
        String run(OtherProject project) throws IOException, InterruptedException {
            return platform(project, "intellij");
        }
    },
    ECLIPSE("", "") {
        @Override
        String run(OtherProject project) throws IOException, InterruptedException {
            return platform(project, "eclipse");
        }
    };

    private final String rerun;
    private final String single;

    OtherLauncher(String rerun, String single) {
        this.rerun = rerun;
        this.single = single;
    }

    /** Run all tests of the project, and return the output. */
    abstract String run(OtherProject project) throws IOException, InterruptedException;

    private static String platform(OtherProject project, String launcher, String... options)
            throws IOException, InterruptedException {
        return project.java(
                options.length == 0
                        ? Map.of()
                        : Map.of("JAVA_TOOL_OPTIONS", String.join(" ", options)),
                "-cp",
                project.classPath(),
                PlatformCalls.class.getName(),
                launcher,
                OtherProject.CLASS);
    }

    /** Return whether {@link PlatformCalls} stands in for the launcher. */
    boolean isCalled() {
        return this == GRADLE || this == INTELLIJ || this == ECLIPSE;
    }

    /** Return the part of the command that selects a test; "" if there is no command. */
    String rerun(String type, String method) {
        return rerun.formatted(type, method);
    }

    /** Return what the launcher prints if it ran one test; "" if it cannot be started here. */
    String single() {
        return single;
    }
}
