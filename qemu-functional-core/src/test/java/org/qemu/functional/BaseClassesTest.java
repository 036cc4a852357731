package org.qemu.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.machine.ConsoleTimeoutError;

/** Runs tests as an author writes them on the JUnit engine, and checks the results. */
class BaseClassesTest {
    private static final Path LOGS =
            Path.of(System.getenv("QEMU_BUILD_ROOT"), "tests", "functional", "x86_64");

    private static Events run(DiscoverySelector selector) {
        return EngineTestKit.engine("junit-jupiter").selectors(selector).execute().testEvents();
    }

    private static Events run(String method) {
        return run(selectMethod(Fixture.class, method));
    }

    private static Throwable failure(Events events) {
        return events.failed().stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    /** A test author's class. */
    static class Fixture extends QemuSystemTest {
        @BeforeEach
        void hasASessionBeforeEach() {
            log().info("before {}", arch());
        }

        @AfterEach
        void hasASessionAfterEach() {
            log().info("after, with {}", scratchFile());
        }

        @Test
        void usesFilesLogAndMachine() throws IOException {
            Files.writeString(scratchFile("big"), "data");
            Files.writeString(logFile("guest.log"), "kept");
            log().info("an author's words");
            vm().addArgs("-machine", "none", "-nodefaults");
            vm().launch();
            vm().cmd("query-status");
            newVm("-machine", "none", "-nodefaults").launch();
            vm("third").addArgs("-machine", "none", "-nodefaults");
            vm("third").launch();
            assertThat(List.of(vm().name(), vm("vm2").isRunning(), vm("third").isRunning()))
                    .containsExactly("default", true, true);
        }

        @Test
        void unpacksStreams() throws IOException {
            byte[] packed;
            try (var bytes = new ByteArrayOutputStream()) {
                try (var gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(new byte[] {1, 2, 3});
                }
                packed = bytes.toByteArray();
            }
            assertThat(uncompress(new ByteArrayInputStream(packed), "image"))
                    .isEqualTo(scratchFile("image"))
                    .hasBinaryContent(new byte[] {1, 2, 3});
            try (var bytes = new ByteArrayOutputStream();
                    var zip = new ZipOutputStream(bytes)) {
                zip.putNextEntry(new ZipEntry("boot/kernel"));
                zip.write(new byte[] {4});
                zip.finish();
                packed = bytes.toByteArray();
            }
            assertThat(archiveExtract(new ByteArrayInputStream(packed), "zip", "z", "boot/kernel"))
                    .isEqualTo(scratchFile("z", "boot/kernel"))
                    .hasBinaryContent(new byte[] {4});
            assertThat(archiveExtract(new ByteArrayInputStream(packed), null, null, null))
                    .isEqualTo(scratchFile());
            assertThat(scratchFile("boot", "kernel")).hasBinaryContent(new byte[] {4});
        }

        @Test
        void needsAMachineThatIsNotThere() {
            setMachine("virt");
        }

        @Test
        void needsWhatIsThere() {
            setMachine("q35");
            setCpu("qemu64");
            requireAccelerator("tcg");
            requireDevice("virtio-rng-pci");
            requireNetdev("user");
            setVmArg("-m", "32M");
            setVmArg("-m", "64M");
            assertThat(vm().command())
                    .containsSubsequence("-machine", "q35", "-cpu", "qemu64", "-m", "64M");
        }

        @Test
        void needsADeviceThatIsNotThere() {
            requireDevice("virtio-rng-isa");
        }

        @Test
        @SkipFlakyTest("https://example.org/issues/1")
        void isFlaky() {
            throw new AssertionError("flaky");
        }

        @Test
        void leavesAMachineThatCrashed() throws Exception {
            vm().addArgs("-machine", "none", "-nodefaults");
            vm().launch();
            ProcessHandle qemu = ProcessHandle.of(vm().pid()).orElseThrow();
            new ProcessBuilder("kill", "-ABRT", Long.toString(vm().pid())).start().waitFor();
            qemu.onExit().join();
        }

        @Test
        void handlesACrashItself() throws Exception {
            vm().addArgs("-machine", "none", "-nodefaults");
            vm().launch();
            vm().kill();
            assertThat(vm().exitCode()).isEqualTo(-9);
        }

        @Test
        void waitsInVain() {
            vm().setConsole();
            vm().addArgs("-net", "none");
            vm().launch();
            assertThatThrownBy(() -> waitForConsolePattern("never", null, Duration.ofMillis(10)))
                    .isInstanceOf(ConsoleTimeoutError.class);
            waitForRegexConsolePattern("nor this", null, Duration.ofMillis(10));
        }

        @ParameterizedTest
        @ValueSource(strings = {"one", "two"})
        void hasAFolderForEachInvocation(String name) throws IOException {
            Files.writeString(logFile(name + ".log"), name);
        }
    }

    @Test
    void givesATestFilesLogsAndMachinesAndCleansUp() throws IOException {
        Events events = run("usesFilesLogAndMachine");
        events.assertStatistics(stats -> stats.succeeded(1));
        Path folder = LOGS.resolve("BaseClassesTest.Fixture.usesFilesLogAndMachine");
        assertThat(folder.resolve("scratch")).doesNotExist();
        assertThat(folder.resolve("base.log"))
                .content()
                .contains("INFO: qemu-test an author's words")
                .contains("before x86_64")
                .contains("DEBUG: qemu.qmp --> ")
                .contains("after, with");
        assertThat(published(events))
                .containsExactly(
                        "base.log",
                        "default.log",
                        "guest.log",
                        "qmp-third.log",
                        "qmp-vm2.log",
                        "qmp.log",
                        "third.log",
                        "vm2.log");
    }

    private static List<String> published(Events events) {
        return events.reportingEntryPublished().stream()
                .map(Event::getPayload)
                .flatMap(Optional::stream)
                .map(ReportEntry.class::cast)
                .map(entry -> Path.of(entry.getKeyValuePairs().get("log")))
                .map(path -> path.getFileName().toString())
                .collect(Collectors.toList());
    }

    @Test
    void unpacksWhatComesFromStreams() {
        run("unpacksStreams").assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void skipsWhereAMachineOrDeviceIsMissing() {
        for (String method : List.of("needsAMachineThatIsNotThere", "needsADeviceThatIsNotThere")) {
            run(method).assertStatistics(stats -> stats.aborted(1).failed(0));
        }
        run("needsWhatIsThere").assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void skipsWhatIsAnnotated() {
        run("isFlaky").assertStatistics(stats -> stats.skipped(1).started(0));
    }

    @Test
    void failsATestWhoseQemuCrashedUnnoticed() {
        assertThat(failure(run("leavesAMachineThatCrashed")))
                .hasMessageContaining("SIGABRT")
                .hasMessageContaining("default.log");
    }

    @Test
    void leavesACrashToATestThatLooksAtIt() {
        run("handlesACrashItself").assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void failsAWaitAtItsDeadlineAndSaysSoInTheLog() {
        assertThat(failure(run("waitsInVain")))
                .isInstanceOf(ConsoleTimeoutError.class)
                .hasMessageContaining("/nor this/");
        assertThat(LOGS.resolve("BaseClassesTest.Fixture.waitsInVain/base.log"))
                .content()
                .contains("ConsoleTimeoutError");
    }

    @Test
    void keepsInvocationsApart() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Fixture.class, "hasAFolderForEachInvocation", String.class))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(2));
        assertThat(LOGS.resolve("BaseClassesTest.Fixture.hasAFolderForEachInvocation-1/one.log"))
                .exists();
        assertThat(LOGS.resolve("BaseClassesTest.Fixture.hasAFolderForEachInvocation-2/two.log"))
                .exists();
    }

    /** Calls the base class outside a test. */
    static class TooEarly extends QemuSystemTest {
        private final String arch = arch();

        @Test
        void neverRuns() {
            throw new AssertionError(arch);
        }
    }

    @Test
    void explainsACallOutsideOfATest() {
        assertThat(failure(run(selectClass(TooEarly.class))))
                .hasMessageContaining("'TooEarly' was called outside of a test method");
    }
}
