package org.qemu.functional.guest.internal.script;

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
 * Receive the output of a script line by line while it runs: write it to the log of the test that
 * created this object, and match it for threads that wait for a line. Only the end of long output
 * is kept. Thread-safe.
 */
public final class ScriptOutput {
    /** The maximum number of bytes that are kept of each stream, the last ones. */
    public static final int KEPT = 1 << 20;

    /** The maximum number of bytes that are logged, to protect the disk from endless output. */
    static final int LOGGED = 4 << 20;

    /** The character 1 in the format of {@link #printable}. */
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
     * Start to read.
     *
     * @param answers returns the script's input for a question, which is a line of standard error
     *     that begins with the character 1; if absent, the script gets no input
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
     * Throw the exception with which an answer failed.
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
     * Wait for a line that contains a text, after the last line that was found.
     *
     * @return the line; empty if the script ends first, or the timeout expires
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

    /**
     * Wait until both streams have ended, at most for the given time, since a child may keep one
     * open.
     */
    public synchronized void awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (open > 0 && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** Return the last line of either stream that is not blank. */
    public synchronized Optional<String> lastLine() {
        return tail.stream()
                .map(line -> line.substring(2).strip())
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> second);
    }

    /**
     * Return the last lines for a failure message; those of standard error are prefixed by {@code
     * !}.
     */
    public synchronized String tail() {
        return tail.isEmpty()
                ? "; it wrote nothing"
                : tail.stream().collect(Collectors.joining("\n  ", "; its last output:\n  ", ""));
    }

    /** Return the last part of the standard output. */
    public byte[] stdout() {
        return stdout.kept();
    }

    /** Return the last part of the standard error. */
    public byte[] stderr() {
        return stderr.kept();
    }

    /** Decode a line for display; unprintable characters are escaped. */
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
