package org.qemu.functional.machine.internal.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsoleOutcome;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceMode;

/**
 * Times a wait for the end of much output, four patterns of success and four of failure, logged
 * with time stamps: PATH LOG [regex] → seconds from the first byte, and the heap that is in use
 * after it in MB. With {@code regex} two of the eight are regular expressions.
 *
 * <p>It makes the pipes of a machine's console, as a launch does, and prints a line when the
 * other side may open {@code PATH.out} and {@code PATH.in}, in this order. It is in the package of
 * the machine because nobody else makes these pipes.
 */
final class ConsoleThroughput {
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean regex = args.length > 2;
        List<ConsolePattern> success =
                List.of(
                        ConsolePattern.literal("login: "),
                        ConsolePattern.literal("Please press Enter to activate this console"),
                        regex
                                ? ConsolePattern.regex("systemd\\[1\\]: Reached target [A-Z]\\w+")
                                : ConsolePattern.literal("Reached target Graphical"),
                        ConsolePattern.literal("that is all"));
        List<ConsolePattern> failure =
                List.of(
                        ConsolePattern.literal("Kernel panic - not syncing"),
                        ConsolePattern.literal("BUG: unable to handle"),
                        regex
                                ? ConsolePattern.regex("Oops: [0-9a-f]{4} \\[#\\d+\\]")
                                : ConsolePattern.literal("Oops: 0000 ["),
                        ConsolePattern.literal("Internal error: Oops"));
        ConsolePipes pipes = ConsolePipes.create("console", Path.of(args[0]));
        System.out.println("ready");
        // The other side opens both, then waits for a byte: from then on it counts.
        System.in.read();
        long start = System.nanoTime();
        Path log = Path.of(args[1]);
        TraceMode mode = TraceMode.from(System.getenv());
        TestTrace trace = TestTrace.open(log.getParent(), mode, new JsonFields().put("test", "console"));
        try (Console console = pipes.open(log, "console", trace.console("default", "console", log))) {
            pipes.close();
            ConsoleOutcome outcome = console.await(success, failure, Duration.ofMinutes(10));
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!(outcome instanceof ConsoleOutcome.Matched matched)
                    || !matched.match().text().equals("that is all")) {
                throw new AssertionError(outcome);
            }
            if (console.transcript().failure().isPresent()) {
                throw console.transcript().failure().get();
            }
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    "%.6f %.1f%n", seconds, (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
        }
    }
}
