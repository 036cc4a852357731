package org.qemu.functional.atf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramInterruptTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "runs,    1, 'failed: disk full (ProgramInterruptTest.java:'",
        "hangs,   0, 'expected_failure: bug 7: disk full'",
        "isKnown, 1, 'failed: disk full (ProgramInterruptTest.java:'"
    })
    void writesTheResultOfTheRunningTest(String test, int status, String start) throws Exception {
        Path result = folder.resolve("result");

        TestProgram.Output output = InProcess.of(Fixture.class).run("-r", result.toString(), test);

        assertThat(output.status()).isEqualTo(status);
        assertThat(Files.readString(result)).startsWith(start).endsWith("\n").hasLineCount(1);
    }

    @Test
    void doesNothingIfNoTestRuns() {
        assertThat(AtfProgram.interrupt("disk full")).isEmpty();
    }

    @Test
    void saysIfTheResultCannotBeWritten() {
        TestProgram.Output output =
                InProcess.of(Fixture.class).run("-r", folder.toString(), "cannotWrite");

        assertThat(output.stderr()).contains("FATAL ERROR: Cannot create results file");
    }

    @Test
    void namesTheKindThatTheClassifierReturns() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status =
                AtfProgram.run(
                        List.of("--class", Fixture.class.getName(), "fails"),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                        thrown -> thrown instanceof IllegalStateException ? "guest-crash" : "");

        assertThat(status).isOne();
        assertThat(out.toString(UTF_8))
                .startsWith("failed: guest-crash: java.lang.IllegalStateException: panic");
    }

    @ExtendWith(AtfExtension.class)
    static class Fixture {
        /** Ends the program as a watchdog does, from another thread. */
        private static OptionalInt interrupt() {
            return CompletableFuture.supplyAsync(() -> AtfProgram.interrupt("disk full")).join();
        }

        @Test
        void runs() {
            assertThat(interrupt()).hasValue(1);
        }

        @Test
        void hangs() {
            Expectations.expectTimeout("bug 7");
            assertThat(interrupt()).hasValue(0);
        }

        @Test
        void isKnown() {
            // Nothing was said of a program that ends.
            Expectations.expectFailure("bug 1");
            assertThat(interrupt()).hasValue(1);
        }

        @Test
        void cannotWrite() {
            assertThat(interrupt()).isEmpty();
        }

        @Test
        void fails() {
            throw new IllegalStateException("panic");
        }
    }
}
