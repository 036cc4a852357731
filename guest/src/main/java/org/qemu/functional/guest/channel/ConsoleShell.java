package org.qemu.functional.guest.channel;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.budget.TimeoutScale;
import org.qemu.functional.console.Console;

/**
 * A shell at a prompt on a console: lines are typed, and lines with a mark and the number of what
 * was typed answer. What is typed has the mark in two parts or in a variable, so that no echo of it
 * looks like an answer. An answer is said twice: the kernel may write into one. One caller at a
 * time.
 */
final class ConsoleShell implements AutoCloseable {
    /** What must come within this is an answer, or a further line of one. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** How often a prompt is looked for. */
    private static final Duration PROBE = Duration.ofSeconds(1);

    /** Bytes of the console that a failure quotes. */
    private static final int LAST_WORDS = 1000;

    private static final String CONTROL_C = "\u0003";

    private final Console console;
    private final GuestWatch watch;
    private final String mark;
    private final ConsoleLines lines;
    private volatile @Nullable ConsoleQuestion asked;
    private int number;

    ConsoleShell(Console console, GuestWatch watch) {
        this.console = console;
        this.watch = watch;
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        this.mark = HexFormat.of().formatHex(random);
        this.lines = new ConsoleLines(mark, this::received);
        console.addListener(lines);
    }

    private void received(String line) {
        ConsoleQuestion question = asked;
        String start = question == null ? "" : " " + question.number() + " ";
        if (question != null && (line + " ").startsWith(start)) {
            question.take(line.substring(Math.min(line.length(), start.length())));
        }
    }

    /** Type until a shell answers, and make a folder for files. */
    void connect(long deadline) throws TimeoutException, InterruptedException {
        int half = mark.length() / 2;
        // The answer begins a line of its own: a prompt or a cut message may stand before it.
        String hello =
                "_t='%s''%s';_g(){ echo;echo \"$_t $*\";echo \"$_t $*\";};"
                                .formatted(mark.substring(0, half), mark.substring(half))
                        + "_d=/tmp/.$_t;mkdir -p $_d;chmod 700 $_d;_g %d $?";
        while (true) {
            Duration left = Race.left(deadline);
            Duration probe = TimeoutScale.scaled(PROBE);
            try {
                ConsoleQuestion question = type(hello);
                String answer =
                        Race.await(
                                question.answer(), watch, left.compareTo(probe) < 0 ? left : probe);
                if (!answer.equals("0")) {
                    throw new AssertionError(
                            "the shell on the console cannot make a folder in /tmp");
                }
                return;
            } catch (TimeoutException e) {
                if (Race.left(deadline).isZero()) {
                    throw e;
                }
            }
        }
    }

    /**
     * Type a line.
     *
     * @param line with {@code %d} where the number of the question goes
     */
    ConsoleQuestion type(String line) {
        ConsoleQuestion question = new ConsoleQuestion(++number);
        asked = question;
        console.send(line.formatted(question.number()) + "\r");
        return question;
    }

    /** Wait for the first line of data, and then send text as it is. */
    void reply(ConsoleQuestion question, String text, long deadline)
            throws TimeoutException, InterruptedException {
        Duration left = Race.left(deadline);
        Duration answer = TimeoutScale.scaled(ANSWER);
        boolean unused =
                Race.await(question.begun(), watch, left.compareTo(answer) < 0 ? left : answer);
        console.send(text);
    }

    /** Wait for the answer; further lines of data are a sign that it may still come. */
    String await(ConsoleQuestion question, long deadline)
            throws TimeoutException, InterruptedException {
        while (true) {
            int before = question.dataLines();
            Duration left = Race.left(deadline);
            Duration answer = TimeoutScale.scaled(ANSWER);
            try {
                return Race.await(
                        question.answer(), watch, left.compareTo(answer) < 0 ? left : answer);
            } catch (TimeoutException e) {
                if (Race.left(deadline).isZero() || question.dataLines() == before) {
                    throw e;
                }
            }
        }
    }

    /** Stop what the shell does, if it does something. */
    void cancel() {
        console.send(CONTROL_C);
    }

    /** The end of what the console said. */
    String lastWords() {
        return console.tail(LAST_WORDS);
    }

    /**
     * Run the script {@code s} of the folder, with {@code i} for its input, {@code o} and {@code e}
     * for what it writes.
     *
     * @return completes with its exit status
     */
    CompletableFuture<Integer> run() {
        return type("(cd /root 2>$_d/e||cd /;exec sh $_d/s <$_d/i >$_d/o 2>$_d/e);_g %d $?")
                .answer()
                .thenApply(Integer::parseInt);
    }

    /**
     * Type a control character, and have the shell tell of the command that it ended: Ctrl-C takes
     * the rest of the line with it.
     */
    void interrupt(char key) {
        ConsoleQuestion question = asked;
        console.send(Character.toString(key));
        if (question != null) {
            console.send("_g %d $?\r".formatted(question.number()));
        }
    }

    @Override
    public void close() {
        console.removeListener(lines);
    }
}
