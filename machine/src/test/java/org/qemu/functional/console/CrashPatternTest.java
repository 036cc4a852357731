package org.qemu.functional.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrashPatternTest {
    private static CrashPattern panic() {
        return CrashPattern.all().stream()
                .filter(crash -> crash.name().equals("kernel panic"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void knowsWhoAwaitsIt() {
        assertThat(panic().isPartOf(ConsolePattern.literal("Kernel panic - not syncing: VFS")))
                .isTrue();
        assertThat(panic().isPartOf(ConsolePattern.regex("panic - not syncing: .*sysrq"))).isTrue();
        assertThat(panic().isPartOf(ConsolePattern.literal("panic=-1"))).isFalse();
        assertThat(panic().isPartOf(ConsolePattern.literal("#"))).isFalse();
    }

    @Test
    void tenCharactersInCommonAreEnough() {
        assertThat(panic().isPartOf(ConsolePattern.literal("Kernel pan"))).isTrue();
        assertThat(panic().isPartOf(ConsolePattern.literal("ot syncing"))).isTrue();
        assertThat(panic().isPartOf(ConsolePattern.literal("Kernel pa"))).isFalse();
        assertThat(panic().isPartOf(ConsolePattern.literal("t syncing"))).isFalse();
    }

    @Test
    void namesEveryKindOnce() {
        assertThat(CrashPattern.names())
                .doesNotHaveDuplicates()
                .contains(
                        "kernel panic",
                        "kernel oops",
                        "kernel BUG",
                        "sanitizer report",
                        "U-Boot exception",
                        "OpenSBI trap");
    }
}
