import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsoleOutcome;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.console.Transcript;

/**
 * Times a wait for the end of much output, four patterns of success and four of failure, logged
 * with time stamps: SOCKET LOG [regex] → seconds, and the heap that is in use after it in MB. With
 * {@code regex} two of the eight are regular expressions.
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
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(args[0]));
        long start = System.nanoTime();
        try (Console console =
                Console.open(channel, Transcript.to(Path.of(args[1])), ConsoleThroughput::thread)) {
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

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "console");
        thread.setDaemon(true);
        return thread;
    }
}
