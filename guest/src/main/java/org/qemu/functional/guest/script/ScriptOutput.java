package org.qemu.functional.guest.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;
import org.qemu.functional.logging.TestLog;

/**
 * Takes what a script writes while it runs, line by line: to the log of the test on whose thread
 * this was made, and to whoever waits for a line. Of a flood the last is kept. Safe for use by many
 * threads.
 */
public final class ScriptOutput {
    /** How many bytes are kept of each stream, the last ones. */
    public static final int KEPT = 1 << 20;

    /** How many bytes of lines are logged; a disk is not for a script that runs wild. */
    static final int LOGGED = 4 << 20;

    /** As {@link #printable} has the character 1. */
    private static final String QUESTION = "\\x01";

    private static final int TAIL = 30;
    private static final Log LOG = Log.of("guest.script");

    private final String name;
    private final LineStream stdout;
    private final LineStream stderr;
    private final Deque<String> tail = new ArrayDeque<>();
    private final Deque<String> unseen = new ArrayDeque<>();
    private final OutputStream stdin;
    private final @Nullable UnaryOperator<String> answers;
    private @Nullable RuntimeException unanswerable;
    private int open = 2;
    private long logged;

    private ScriptOutput(
            String name,
            OutputStream stdin,
            InputStream stdout,
            InputStream stderr,
            @Nullable UnaryOperator<String> answers) {
        this.name = name;
        this.stdin = stdin;
        this.answers = answers;
        this.stdout = new LineStream(stdout, line -> add("| ", line), this::ended);
        this.stderr = new LineStream(stderr, this::addError, this::ended);
    }

    /**
     * Begin to read.
     *
     * @param answers what the script gets for a question, which is a line of standard error that
     *     begins with the character 1; without this it gets no input
     */
    public static ScriptOutput read(
            String name,
            OutputStream stdin,
            InputStream stdout,
            InputStream stderr,
            @Nullable UnaryOperator<String> answers) {
        ScriptOutput output = new ScriptOutput(name, stdin, stdout, stderr, answers);
        ThreadFactory threads = TestLog.threads("guest-script");
        threads.newThread(output.stdout).start();
        threads.newThread(output.stderr).start();
        if (answers == null) {
            output.endInput();
        }
        return output;
    }

    private void endInput() {
        try {
            stdin.close();
        } catch (IOException | AssertionError e) {
            LOG.debug("{}: its input: {}", name, e);
        }
    }

    private void addError(String line) {
        if (answers == null || !line.startsWith(QUESTION)) {
            add("! ", line);
            return;
        }
        try {
            String answer = answers.apply(line.substring(QUESTION.length()));
            stdin.write((answer + "\n").getBytes(UTF_8));
            stdin.flush();
        } catch (IOException | AssertionError e) {
            LOG.debug("{}: its input: {}", name, e);
        } catch (RuntimeException e) {
            synchronized (this) {
                unanswerable = e;
            }
            endInput();
        }
    }

    /**
     * Throw what came instead of an answer.
     *
     * @throws RuntimeException that of the answers
     */
    public synchronized void requireAnswered() {
        if (unanswerable != null) {
            throw unanswerable;
        }
    }

    private void add(String mark, String line) {
        synchronized (this) {
            push(tail, mark + line, TAIL);
            push(unseen, line, 10_000);
            notifyAll();
            logged += line.length();
            if (logged - line.length() > LOGGED) {
                return;
            }
        }
        LOG.info("{} {}{}", name, mark, line);
        if (logged > LOGGED) {
            LOG.warn("{} writes too much; the rest is not logged", name);
        }
    }

    private static void push(Deque<String> lines, String line, int most) {
        lines.add(line);
        if (lines.size() > most) {
            lines.remove();
        }
    }

    private synchronized void ended() {
        open--;
        notifyAll();
    }

    /**
     * Wait until there is a line with a text in it, from behind the last that was found.
     *
     * @return the line; empty if the script ends first, or the time
     */
    public synchronized Optional<String> await(String text, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            while (!unseen.isEmpty()) {
                String line = unseen.remove();
                if (line.contains(text)) {
                    return Optional.of(line);
                }
            }
            long left = deadline - System.nanoTime();
            if (open == 0 || left <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Wait until both streams have ended; one that a child keeps open is not waited for longer. */
    public synchronized void awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (open > 0 && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** Return the last line that says something, of either stream. */
    public synchronized Optional<String> lastLine() {
        return tail.stream()
                .map(line -> line.substring(2).strip())
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> second);
    }

    /** Return the last lines as a failure has them, those of standard error behind a {@code !}. */
    public synchronized String tail() {
        return tail.isEmpty()
                ? "; it wrote nothing"
                : tail.stream()
                        .collect(Collectors.joining("\n  ", "; the last that it wrote:\n  ", ""));
    }

    /** Return the last of what it wrote to standard output. */
    public byte[] stdout() {
        return stdout.kept();
    }

    /** Return the last of what it wrote to standard error. */
    public byte[] stderr() {
        return stderr.kept();
    }

    /** Decode a line for people: what is not to be printed is escaped. */
    static String printable(byte[] line, int length) {
        String text = new String(line, 0, length, UTF_8);
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            if ((c >= ' ' && c != 0x7f) || c == '\t') {
                                clean.appendCodePoint(c);
                            } else {
                                clean.append("\\x%02x".formatted(c));
                            }
                        });
        return clean.toString();
    }
}
