package org.qemu.functional.console;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A message that a guest prints when it crashes.
 *
 * <p>Only messages about real failures are included. Warnings after which Linux continues, such as
 * soft lockups on a busy host, are not.
 *
 * @param name the kind of crash; several patterns may share one
 * @param pattern the text of the message
 */
public record CrashPattern(String name, ConsolePattern pattern) {
    /** The number of common characters from which two patterns count as the same message. */
    private static final int TELLING = 10;

    private static final List<CrashPattern> ALL =
            List.of(
                    // Linux: kernel/panic.c, lib/bug.c and each architecture's traps.c and fault.c.
                    of("kernel panic", "Kernel panic - not syncing"),
                    of("kernel oops", "Internal error: Oops"),
                    of("kernel oops", "Unable to handle kernel "),
                    of("kernel oops", "BUG: unable to handle "),
                    of("kernel oops", "BUG: kernel NULL pointer dereference"),
                    of("kernel oops", "Oops: Kernel access of bad area"),
                    of("kernel oops", "Oops: 0000 ["),
                    of("kernel oops", "Oops: 0002 ["),
                    of("kernel oops", "Oops[#1]"),
                    of("kernel BUG", "kernel BUG at "),
                    of("kernel BUG", "Kernel BUG at "),
                    // mm/kasan/report.c, mm/kfence/report.c, kernel/kcsan/report.c, lib/ubsan.c.
                    of("sanitizer report", "BUG: KASAN: "),
                    of("sanitizer report", "BUG: KFENCE: "),
                    of("sanitizer report", "BUG: KMSAN: "),
                    of("sanitizer report", "BUG: KCSAN: "),
                    of("sanitizer report", "UBSAN: "),
                    // U-Boot: arch/*/lib/interrupts*.c, lib/hang.c, lib/panic.c.
                    of("U-Boot exception", "\"Synchronous Abort\" handler, esr "),
                    of("U-Boot exception", "\"Error\" handler, esr "),
                    of("U-Boot exception", "### ERROR ### Please RESET the board ###"),
                    of("U-Boot exception", "Unhandled exception: "),
                    of("U-Boot exception", "Resetting CPU ..."),
                    // OpenSBI: lib/sbi/sbi_trap.c.
                    of("OpenSBI trap", "sbi_trap_error: "),
                    of("OpenSBI trap", ": trap handler failed (error "),
                    // Trusted Firmware-A: bl31/*/crash_reporting.S, plat_panic_handler.
                    of("TF-A panic", "PANIC in EL3"),
                    of("TF-A panic", "PANIC at PC : 0x"),
                    // EDK II: UefiCpuPkg and ArmPkg's default exception handlers.
                    of("UEFI exception", "!!!! X64 Exception Type"),
                    of("UEFI exception", "!!!! IA32 Exception Type"),
                    of("UEFI exception", "Synchronous Exception at 0x"));

    private static CrashPattern of(String name, String text) {
        return new CrashPattern(name, ConsolePattern.literal(text));
    }

    /** Return all patterns that consoles are watched for. */
    public static List<CrashPattern> all() {
        return ALL;
    }

    /** Return the names of all patterns without duplicates. */
    public static List<String> names() {
        return ALL.stream().map(CrashPattern::name).distinct().toList();
    }

    /**
     * Return whether a test that waits for a pattern waits for this crash: the pattern contains a
     * substantial part of its text.
     */
    public boolean isPartOf(ConsolePattern awaited) {
        String crash = ((ConsolePattern.Literal) pattern).text();
        String words =
                awaited instanceof ConsolePattern.Literal literal
                        ? literal.text()
                        : ((ConsolePattern.Regex) awaited).pattern().pattern();
        int length = Math.min(TELLING, crash.length());
        return IntStream.rangeClosed(0, crash.length() - length)
                .anyMatch(i -> words.contains(crash.substring(i, i + length)));
    }
}
