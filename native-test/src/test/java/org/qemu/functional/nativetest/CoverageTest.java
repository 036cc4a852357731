package org.qemu.functional.nativetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.platform.testkit.engine.Events;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.settings.HarnessSettings;

@EnabledIf(
        value = "org.qemu.functional.nativetest.CCompiler#isAvailable",
        disabledReason = "there is no C compiler; install the package gcc")
class CoverageTest {
    @Coverage(sources = "src/test/c")
    static class CoveredNotes {
        private static final Path LIBRARY =
                CCompiler.cc().sources(NotesLibrary.SOURCE).coverage().library("notes-coverage");

        @Test
        void storesANote() throws IOException {
            try (NotesSession session = new NotesSession(LIBRARY, null)) {
                assertThat(session.request("PUT a first")).isEqualTo("OK");
            }
        }

        @Test
        void failsInTheOtherJvm() throws IOException {
            try (NotesSession session = new NotesSession(LIBRARY, null)) {
                assertThat(session.request("GET a")).isEqualTo("= first");
            }
        }

        @Test
        void isSkippedInTheOtherJvm() {
            Assumptions.abort("for a reason");
        }
    }

    @Test
    void reportsWhatTheTestsOfAClassExecuted() throws IOException {
        HarnessSettings settings = HarnessSettings.current();
        Assumptions.assumeTrue(
                ProgramPath.find("gcovr", settings.environment()).isPresent(),
                "gcovr is not in PATH; install the package gcovr");

        Events events = TestedLibraryTest.run(CoveredNotes.class);

        events.assertStatistics(count -> count.succeeded(1).failed(1).aborted(1));
        events.assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test("failsInTheOtherJvm"),
                                finishedWithFailure(
                                        message(
                                                text ->
                                                        text.contains("ERR 2")
                                                                && text.contains(
                                                                        "CoverageTest.java")))));
        Path report = SourceTree.locate(settings.environment()).build();
        report = report.resolve(Path.of("coverage", "CoverageTest.CoveredNotes"));
        assertThat(report.resolve("coverage.csv"))
                .content()
                .containsPattern("(?m)^notes\\.c,\\d+,\\d+,0\\.[5-9]\\d*,");
        assertThat(report.resolve("coverage.txt"))
                .content()
                .containsPattern("notes\\.c +\\d+ +\\d+ +[5-9]\\d%");
        assertThat(report.resolve("index.html")).exists();
    }
}
