package org.qemu.functional.archive.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTextTest {
    /** A character that SafeText writes as eight characters. */
    private static final String CONTROL = "\u0080";

    @Test
    void leavesShortNamesAsTheyAre() {
        assertThat(QuotedText.name("boot/vmlinuz")).isEqualTo("boot/vmlinuz");
        assertThat(QuotedText.name("a" + CONTROL)).isEqualTo("a<U+0080>");
        assertThat(QuotedText.name("x".repeat(255))).isEqualTo("x".repeat(255));
    }

    @Test
    void shortensNames() {
        assertThat(QuotedText.name("x".repeat(256)))
                .isEqualTo("x".repeat(255) + "… (256 characters)");
    }

    @Test
    void shortensNamesThatSafeTextMakesLonger() {
        assertThat(QuotedText.name(CONTROL.repeat(200)))
                .startsWith("<U+0080><U+0080>")
                .endsWith("… (200 characters)")
                .hasSizeLessThan(280);
        assertThat(QuotedText.name(CONTROL.repeat(100_000))).hasSizeLessThan(280);
    }

    @Test
    void shortensMessages() {
        assertThat(QuotedText.message("damaged")).isEqualTo("damaged");
        assertThat(QuotedText.message("x".repeat(3_000))).hasSize(2_001).endsWith("…");
        assertThat(QuotedText.message(CONTROL.repeat(2_000))).hasSize(2_001).endsWith("…");
    }
}
