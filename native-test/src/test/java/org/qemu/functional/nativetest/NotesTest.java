package org.qemu.functional.nativetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Tests the fixed library, as a test author would. */
@NativeTest
@EnabledIf(
        value = "org.qemu.functional.nativetest.CCompiler#isAvailable",
        disabledReason = "there is no C compiler; install the package gcc")
class NotesTest {
    @Test
    void answersAndCounts() throws IOException {
        try (NotesSession session = new NotesSession(NotesLibrary.FIXED, null)) {
            assertThat(session.request("PUT a first")).isEqualTo("OK");
            assertThat(session.request("PUT b 2")).isEqualTo("OK");
            assertThat(session.request("GET a")).isEqualTo("= first");
            assertThat(session.request("GET c")).isEqualTo("ERR 2");
            assertThat(session.request("PUT " + "n".repeat(16) + " x")).isEqualTo("ERR 36");
            assertThat(session.stats())
                    .isEqualTo(
                            new NotesLibrary.Stats(
                                    3,
                                    true,
                                    2,
                                    (byte) 'P',
                                    6,
                                    "b",
                                    List.of((short) 1, (short) 5, (short) 0)));
        }
    }

    @Test
    void throwsWhatACallbackThrows() throws IOException {
        AssertionError thrown = new AssertionError("the name is wrong");
        try (NotesSession session =
                new NotesSession(
                        NotesLibrary.FIXED,
                        (context, name, length) -> {
                            throw thrown;
                        })) {
            assertThatThrownBy(() -> session.request("PUT a first")).isSameAs(thrown);
        }
    }
}
