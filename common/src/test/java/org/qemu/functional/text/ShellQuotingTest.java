package org.qemu.functional.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellQuotingTest {
    private static String echoed(String quoted) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "printf '<%s>' " + quoted).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "it's",
                "''",
                "a b",
                "$HOME `id` \\ \"",
                "a\nb",
                "~",
                "-n",
                "é"
            })
    void theShellSeesTheWordAsItIs(String word) throws IOException {
        assertThat(echoed(ShellQuoting.quote(word))).isEqualTo("<" + word + ">");
        assertThat(echoed(ShellQuoting.quoteIfNeeded(word))).isEqualTo("<" + word + ">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "/usr/bin/qemu-system-x86_64", "a=b,c:d+e@f%g", "-display"})
    void leavesPlainWordsUnquoted(String word) {
        assertThat(ShellQuoting.quoteIfNeeded(word)).isEqualTo(word);
    }
}
