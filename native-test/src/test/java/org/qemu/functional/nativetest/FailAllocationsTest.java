package org.qemu.functional.nativetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.qemu.functional.nativetest.AllocationVerdict.CLEAN_ERROR;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.settings.HarnessSettings;

@EnabledIf(
        value = "org.qemu.functional.nativetest.CCompiler#isAvailable",
        disabledReason = "there is no C compiler; install the package gcc")
class FailAllocationsTest {
    /** Run below by the other tests of this class. */
    static class FailingNotes {
        private NotesSession session;

        private void store(Path library) throws IOException {
            session = new NotesSession(library, null);
            // Each run has a JVM of its own, in which AssertJ would take longest to load.
            assertEquals("OK", session.request("PUT a first"));
        }

        @Test
        @FailAllocations(timeout = 10)
        void storesInFaultyNotes() throws IOException {
            store(NotesLibrary.FAULTY);
        }

        @Test
        @FailAllocations
        void storesInFixedNotes() throws IOException {
            store(NotesLibrary.FIXED);
        }

        @AfterEach
        void destroyNotes() {
            if (session != null) {
                session.close();
            }
        }
    }

    /** What a test of fewer allocations reports if it must not fail in any way. */
    static class StrictNotes {
        @Test
        @FailAllocations(failOn = CLEAN_ERROR)
        void createsAndDestroys() {
            new NotesSession(NotesLibrary.FAULTY, null).close();
        }
    }

    @Test
    void findsTheFaultsOfTheLibraryAndNoneInTheFixedOne() throws IOException {
        Map<String, TestExecutionResult> results = results(FailingNotes.class);

        assertThat(results.get("storesInFixedNotes()").getThrowable()).isEmpty();
        assertThat(table("FailingNotes.storesInFixedNotes"))
                .contains("clean error  calloc of ", "notes_create (notes.c:")
                .doesNotContain("crash", "hang", "leak");
        String unchecked = NotesLibrary.lineOf("unchecked");
        String kept = NotesLibrary.lineOf("kept");
        String silent = NotesLibrary.lineOf("lost");
        assertThat(results.get("storesInFaultyNotes()").getThrowable())
                .hasValueSatisfying(
                        thrown ->
                                assertThat(thrown)
                                        .isInstanceOf(AssertionError.class)
                                        .hasMessageContaining(
                                                "1 crash, 1 hang, 1 leak, 4 clean error")
                                        .message()
                                        .containsPattern(
                                                "crash +strdup of 2 bytes at add \\("
                                                        + unchecked
                                                        + "\\) < put")
                                        .containsPattern(
                                                "→ SIGSEGV at add \\(notes.c:\\d+\\) < put")
                                        .containsPattern(
                                                "hang +strdup of 6 bytes at put \\("
                                                        + silent
                                                        + "\\)")
                                        .containsPattern(
                                                "→ \\d+ bytes of strdup at notes_create \\("
                                                        + kept
                                                        + "\\)"));
        assertThat(
                        table("FailingNotes.storesInFaultyNotes")
                                .lines()
                                .filter(line -> !line.contains("→")))
                .hasSize(7);
    }

    @Test
    void failsOnTheVerdictsOfTheAnnotation() throws IOException {
        Map<String, TestExecutionResult> results = results(StrictNotes.class);

        assertThat(results.get("createsAndDestroys()").getThrowable())
                .hasValueSatisfying(
                        thrown ->
                                assertThat(thrown)
                                        .hasMessageContaining("1 leak, 2 clean error")
                                        .message()
                                        .containsPattern("clean error +calloc of \\d+ bytes")
                                        .doesNotContain("bytes of strdup"));
    }

    private static String table(String test) throws IOException {
        return Files.readString(
                SourceTree.locate(HarnessSettings.current().environment())
                        .build()
                        .resolve(
                                Path.of("tests", "functional", "native", test, "allocations.txt")));
    }

    /** Return the results of the tests of a class by their names. */
    private static Map<String, TestExecutionResult> results(Class<?> type) {
        Map<String, TestExecutionResult> results = new TreeMap<>();
        TestedLibraryTest.run(type).finished().stream()
                .forEach(
                        (Event event) ->
                                results.put(
                                        event.getTestDescriptor().getDisplayName(),
                                        event.getRequiredPayload(TestExecutionResult.class)));
        return results;
    }
}
