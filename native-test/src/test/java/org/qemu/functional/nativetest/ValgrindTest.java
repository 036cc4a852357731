package org.qemu.functional.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.settings.HarnessSettings;

/** One run under valgrind takes half a minute, so there is only one. */
@EnabledIf(
        value = "org.qemu.functional.nativetest.CCompiler#isAvailable",
        disabledReason = "there is no C compiler; install the package gcc")
class ValgrindTest {
    private static final String LONGEST = "n".repeat(16);

    @Valgrind
    static class CheckedNotes {
        private static void replace(Path library) throws IOException {
            try (NotesSession session = new NotesSession(library, null)) {
                assertEquals("OK", session.request("PUT a first"));
                assertEquals("OK", session.request("PUT a second"));
            }
        }

        private static String putLongest(Path library) throws IOException {
            try (NotesSession session = new NotesSession(library, null)) {
                return session.request("PUT " + LONGEST + " x");
            }
        }

        @Test
        void replacesInFaultyNotes() throws IOException {
            replace(NotesLibrary.FAULTY);
        }

        @Test
        void replacesInFixedNotes() throws IOException {
            replace(NotesLibrary.FIXED);
        }

        @Test
        void putsTheLongestNameInFaultyNotes() throws IOException {
            assertEquals("OK", putLongest(NotesLibrary.FAULTY));
        }

        @Test
        void putsTheLongestNameInFixedNotes() throws IOException {
            assertEquals("ERR 36", putLongest(NotesLibrary.FIXED));
        }
    }

    @Test
    void failsTestsThatLoseMemoryOrAccessItWrongly() throws IOException {
        Assumptions.assumeTrue(
                ProgramPath.find("valgrind", HarnessSettings.current().environment()).isPresent(),
                "valgrind is not in PATH; install the package valgrind");
        String overflow = NotesLibrary.lineOf("overflow");
        String lost = NotesLibrary.lineOf("lost");

        Events events = TestedLibraryTest.run(CheckedNotes.class);

        events.assertThatEvents()
                .haveExactly(1, passed("replacesInFixedNotes"))
                .haveExactly(1, passed("putsTheLongestNameInFixedNotes"))
                .haveExactly(
                        1,
                        failed(
                                "replacesInFaultyNotes",
                                "6 bytes in 1 blocks are definitely lost",
                                "put (" + lost + ")"))
                .haveExactly(
                        1,
                        failed(
                                "putsTheLongestNameInFaultyNotes",
                                "Invalid write of size 1",
                                "keep_name (" + overflow + ")",
                                "0 bytes after a block of size 16 alloc'd",
                                "notes_create (notes.c:"));
    }

    private static Condition<Event> passed(String method) {
        return event(test(method), finishedSuccessfully());
    }

    private static Condition<Event> failed(String method, String... parts) {
        return event(
                test(method),
                finishedWithFailure(
                        message(text -> Arrays.stream(parts).allMatch(text::contains))));
    }
}
