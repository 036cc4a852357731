package org.qemu.functional.nativetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.settings.HarnessSettings;

@EnabledIf(
        value = "org.qemu.functional.nativetest.CCompiler#isAvailable",
        disabledReason = "there is no C compiler; install the package gcc")
class TestedLibraryTest {
    @Test
    void throwsTheErrnoOfACall() {
        NotesLibrary library = NotesLibrary.load(NotesLibrary.FIXED);

        assertThatThrownBy(() -> library.notes_create("/no/such/folder", null, null))
                .isInstanceOf(ErrnoException.class)
                .hasMessage("notes_create: ENOENT (2): No such file or directory")
                .extracting(thrown -> ((ErrnoException) thrown).errnoName())
                .isEqualTo("ENOENT");
        assertThat(TestedLibrary.errno()).isEqualTo(2);
    }

    @Test
    void refusesAPathThatIsNoFile() {
        assertThatThrownBy(() -> NotesLibrary.load(Path.of("libnotes.so")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'libnotes.so' is not a file; give the path of a shared library");
    }

    @Test
    void reportsWhatTheCompilerPrints(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("broken.c"), "int f(void) { return x; }");

        assertThatThrownBy(() -> CCompiler.cc().sources(source).library("broken"))
                .isInstanceOf(CompilationException.class)
                .hasMessageContainingAll("broken.c", "'x' undeclared");
    }

    @Test
    void compilesAgainOnlyWhatHasChanged(@TempDir Path folder) throws IOException {
        Path header = Files.writeString(folder.resolve("one.h"), "#define ONE 1\n");
        Path source = folder.resolve("one.c");
        Files.writeString(source, "#include \"one.h\"\nint one(void) { return ONE; }\n");
        CCompiler compiler = CCompiler.cc().sources(source);

        Path first = compiler.library("one");
        assertThat(compiler.library("one")).isEqualTo(first);
        Files.writeString(header, "#define ONE 2\n");
        assertThat(compiler.library("one")).isNotEqualTo(first);
    }

    @NativeTest
    static class OutputCases {
        @Test
        void putsANote() throws IOException {
            try (NotesSession session = new NotesSession(NotesLibrary.FIXED, null)) {
                assertThat(session.request("PUT a first")).isEqualTo("OK");
                assertThat(session.request("DANCE now")).isEqualTo("ERR 22");
            }
        }
    }

    @Test
    void logsWhatTheLibraryPrints() throws IOException {
        run(OutputCases.class).assertStatistics(statistics -> statistics.succeeded(1));

        Path build = SourceTree.locate(HarnessSettings.current().environment()).build();
        assertThat(build.resolve("tests/functional/native/OutputCases.putsANote/base.log"))
                .content()
                .containsSubsequence(
                        "INFO: native-test.output notes: a has 5 bytes\n",
                        "INFO: native-test.output notes: no request 'DANCE'\n");
    }

    private static final String THREAD =
            """
            #include <pthread.h>
            static void *run(void *callback) { ((void (*)(void))callback)(); return NULL; }
            int call_in_thread(void (*callback)(void))
            {
                pthread_t thread;
                return pthread_create(&thread, NULL, run, callback) || pthread_join(thread, NULL);
            }
            """;

    interface ThreadLibrary extends Library {
        interface Action extends Callback {
            void run();
        }

        int call_in_thread(Action callback);
    }

    @NativeTest
    static class ThreadCases {
        @Test
        void callsBackInAThreadOfC(@TempDir Path folder) throws IOException {
            Path source = Files.writeString(folder.resolve("thread.c"), THREAD);
            ThreadLibrary library =
                    TestedLibrary.load(
                            CCompiler.cc().sources(source).options("-pthread").library("thread"),
                            ThreadLibrary.class);
            ThreadLibrary.Action action =
                    () -> {
                        throw new IllegalStateException("from another thread");
                    };
            assertThat(library.call_in_thread(action)).isZero();
        }
    }

    @Test
    void failsTheTestIfACallbackThrowsInAThreadOfC() {
        run(ThreadCases.class)
                .assertThatEvents()
                .haveExactly(1, event(test(), finishedWithFailure(message("from another thread"))));
    }

    static Events run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .execute()
                .testEvents();
    }
}
