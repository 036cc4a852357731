package org.qemu.functional.machine.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputExcerptTest {
    @Test
    void keepsTheBeginAndTheEndOfALongLine() {
        String line = "qemu: -device {" + "x".repeat(1000) + "}: No such file or directory";

        assertThat(OutputExcerpt.quote(line, 1))
                .startsWith("    | qemu: -device {xxx")
                .contains("x…x")
                .endsWith("x}: No such file or directory")
                .hasSize("    | ".length() + 321);
    }

    @Test
    void cutsNoCharacterInTwo() {
        for (int length : new int[] {159, 160}) {
            String line = "a".repeat(length) + "\uD83D\uDE00".repeat(300);

            assertThat(OutputExcerpt.quote(line, 1).codePoints())
                    .noneMatch(point -> point >= 0xd800 && point <= 0xdfff);
        }
    }

    @Test
    void aComplaintIsTheFirstLineOfTheProgramThatIsNoWarning() {
        String text = "VNC server running\nq: warning: old\nq: -smp 0: too few\nq: bye\n";

        assertThat(OutputExcerpt.complaint(text, "q")).isEqualTo(": -smp 0: too few");
        assertThat(OutputExcerpt.complaint(text, "other")).isEmpty();
    }

    @Test
    void leavesShortLinesAsTheyAre() {
        assertThat(OutputExcerpt.quote("\u001b[1mone\u001b[0m\n\ntwo\n", 5))
                .isEqualTo("    | one\n    | two");
        assertThat(OutputExcerpt.quote("\n", 5)).isEqualTo("    | (nothing)");
    }
}
