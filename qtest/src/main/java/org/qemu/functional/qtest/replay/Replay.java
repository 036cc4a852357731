package org.qemu.functional.qtest.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.qtest.QTest;

/**
 * A log of commands and replies, recorded by QEMU's {@code -qtest-log FILE} or in a test's {@code
 * qtest.log}. When it is replayed, each reply must be the same.
 */
public final class Replay {
    /** {@code [R +0.000123] inb 0x70}: R for a sent line, S for a line from QEMU, I for others. */
    private static final Pattern LINE = Pattern.compile("\\[([RSI]) \\+?([0-9]+\\.[0-9]+)] ?(.*)");

    private final Path log;
    private final List<Exchange> exchanges;

    /**
     * A command and its reply.
     *
     * @param line the line number of the command in the log, starting at 1
     */
    record Exchange(int line, String command, String reply) {}

    private Replay(Path log, List<Exchange> exchanges) {
        this.log = log;
        this.exchanges = exchanges;
    }

    /**
     * Read a log.
     *
     * @throws IllegalArgumentException if its format is invalid, or it has no command or a
     *     truncated one
     * @throws UncheckedIOException if it cannot be read
     */
    public static Replay of(Path log) {
        try {
            return new Replay(
                    log, parse(log, Files.readAllLines(log, StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log '%s'".formatted(log), e);
        }
    }

    private static List<Exchange> parse(Path log, List<String> lines) {
        List<Exchange> exchanges = new ArrayList<>();
        List<Exchange> pending = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            if (!line.matches()) {
                throw new IllegalArgumentException(
                        "line %d of '%s' is not of a qtest log: '%s'"
                                .formatted(i + 1, log, lines.get(i)));
            }
            String text = line.group(3);
            if (line.group(1).equals("R")) {
                if (text.contains(" ...cut, ")) {
                    throw new IllegalArgumentException(
                            "line %d of '%s' was truncated when it was recorded; record it with QEMU's -qtest-log instead"
                                    .formatted(i + 1, log));
                }
                pending.add(new Exchange(i + 1, text, ""));
            } else if (isReply(line.group(1), text) && !pending.isEmpty()) {
                Exchange sent = pending.remove(0);
                exchanges.add(new Exchange(sent.line(), sent.command(), text));
            }
        }
        if (exchanges.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' contains no command with a reply".formatted(log));
        }
        return exchanges;
    }

    /**
     * Return whether a line is a reply. Interrupts are ignored, because their time varies; their
     * effects show in the replies.
     */
    private static boolean isReply(String side, String text) {
        return side.equals("S") && !text.startsWith("IRQ ");
    }

    /** Return the number of commands with replies. */
    public int size() {
        return exchanges.size();
    }

    /**
     * Send all commands and compare the replies.
     *
     * @throws AssertionError if one differs; the message has the line of the log and both replies
     */
    public void play(QTest qtest) {
        for (Exchange exchange : exchanges) {
            String reply = qtest.commandRaw(exchange.command());
            if (!same(exchange.reply(), reply)) {
                throw new AssertionError(
                        "line %d of '%s': the recorded reply to '%s' is '%s', but the reply was '%s'"
                                .formatted(
                                        exchange.line(),
                                        log,
                                        exchange.command(),
                                        exchange.reply(),
                                        reply));
            }
        }
    }

    /** Compare replies; a reply that was truncated in the log is compared up to that point. */
    private static boolean same(String recorded, String reply) {
        int cut = recorded.indexOf(" ...cut, ");
        return cut < 0 ? recorded.equals(reply) : reply.startsWith(recorded.substring(0, cut));
    }
}
