package org.qemu.functional.atf.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtfResultTest {
    @Test
    void passedHasNoReason() {
        assertThat(AtfResult.passed().line()).isEqualTo("passed\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\r\nb", "\n", "a\0b", "a\033[1mb", "a\u2028b", "\uD800", "\n\n"})
    void isOneLineOfPrintableText(String reason) {
        assertThat(AtfResult.failed(reason).line())
                .startsWith("failed: ")
                .endsWith("\n")
                .satisfies(
                        line ->
                                assertThat(line.substring(0, line.length() - 1).codePoints())
                                        .noneMatch(Character::isISOControl)
                                        .isNotEmpty());
    }

    @Test
    void keepsLettersOfLatin1() {
        assertThat(AtfResult.skipped("\u00e4\u00ff").line()).isEqualTo("skipped: \u00e4\u00ff\n");
    }

    @Test
    void hasAReasonEvenIfItIsBlank() {
        assertThat(AtfResult.failed(" \n").line()).isEqualTo("failed: no reason given\n");
    }

    @Test
    void keepsReasonsUpToTheLimit() {
        String longest = "x".repeat(AtfResult.MAX_BYTES - 10);

        assertThat(AtfResult.failed(longest).line()).isEqualTo("failed: " + longest + "\n");
    }

    @Test
    void cutsLongReasonsBetweenCharacters() {
        String line = AtfResult.failed("x" + "\uD83D\uDE00".repeat(50_000)).line();

        assertThat(line).startsWith("failed: x\uD83D\uDE00").endsWith("\uD83D\uDE00 […]\n");
        assertThat(line.getBytes(UTF_8).length)
                .isBetween(AtfResult.MAX_BYTES - 8, AtfResult.MAX_BYTES + "failed: \n".length());
    }

    @Test
    void cutsAfterControlCharactersWereReplaced() {
        assertThat(AtfResult.failed("\0".repeat(200_000)).line().getBytes(UTF_8).length)
                .isLessThan(AtfResult.MAX_BYTES + 100);
    }
}
