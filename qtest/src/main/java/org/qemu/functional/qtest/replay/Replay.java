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
 * A conversation that was recorded, by QEMU's {@code -qtest-log FILE} or in a test's {@code
 * qtest.log}: said again, each reply is to be the same.
 */
public final class Replay {
    /**
     * {@code [R +0.000123] inb 0x70}: R for what was sent, S for what QEMU said, I for the rest.
     */
    private static final Pattern LINE = Pattern.compile("\\[([RSI]) \\+?([0-9]+\\.[0-9]+)] ?(.*)");

    private final Path log;
    private final List<Exchange> exchanges;

    /**
     * A command and its reply.
     *
     * @param line of the log that has the command, from 1
     */
    record Exchange(int line, String command, String reply) {}

    private Replay(Path log, List<Exchange> exchanges) {
        this.log = log;
        this.exchanges = exchanges;
    }

    /**
     * Read a log.
     *
     * @throws IllegalArgumentException if it is not one, has no command, or has cut one
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
                            "line %d of '%s' was cut when it was recorded; have QEMU record it, by -qtest-log"
                                    .formatted(i + 1, log));
                }
                pending.add(new Exchange(i + 1, text, ""));
            } else if (isReply(line.group(1), text) && !pending.isEmpty()) {
                Exchange sent = pending.remove(0);
                exchanges.add(new Exchange(sent.line(), sent.command(), text));
            }
        }
        if (exchanges.isEmpty()) {
            throw new IllegalArgumentException("'%s' has no command with its reply".formatted(log));
        }
        return exchanges;
    }

    /** Interrupts come when they come; what they do shows in the replies. */
    private static boolean isReply(String side, String text) {
        return side.equals("S") && !text.startsWith("IRQ ");
    }

    /** How many commands with replies there are. */
    public int size() {
        return exchanges.size();
    }

    /**
     * Send all commands and compare the replies.
     *
     * @throws AssertionError if one differs: tells which, where in the log, and what came instead
     */
    public void play(QTest qtest) {
        for (Exchange exchange : exchanges) {
            String reply = qtest.commandRaw(exchange.command());
            if (!same(exchange.reply(), reply)) {
                throw new AssertionError(
                        "line %d of '%s': '%s' was answered by '%s' when it was recorded, and now by '%s'"
                                .formatted(
                                        exchange.line(),
                                        log,
                                        exchange.command(),
                                        exchange.reply(),
                                        reply));
            }
        }
    }

    /** What was cut in the log is compared as far as it goes. */
    private static boolean same(String recorded, String reply) {
        int cut = recorded.indexOf(" ...cut, ");
        return cut < 0 ? recorded.equals(reply) : reply.startsWith(recorded.substring(0, cut));
    }
}
