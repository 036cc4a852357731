package org.qemu.functional.guest.channel;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A shell at a prompt on a console: lines are typed, and lines with a mark and the number of what
 * was typed answer. What is typed has the mark in two parts or in a variable, so that no echo of it
 * looks like an answer. An answer has an end, is said twice, and again when asked: the kernel may
 * write into one. One caller at a time.
 */
final class ConsoleShell implements AutoCloseable {
    /** What must come within this begins, or the line that was typed was lost. */
    private static final Duration BEGINNING = Duration.ofSeconds(10);

    /** A shell that says nothing for so long does not answer. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** How often a prompt is looked for, and how long an answer may take before it is asked for. */
    private static final Duration PROBE = Duration.ofSeconds(1);

    /** The last of so many lines begins with Ctrl-C: a slow guest has the time of all for one. */
    private static final int PROBES = 4;

    /** Bytes of the console that a failure quotes. */
    private static final int LAST_WORDS = 1000;

    private static final String CONTROL_C = "\u0003";

    private final Console console;
    private final String mark;
    private final ConsoleLines lines;
    private volatile @Nullable ConsoleQuestion asked;
    private int number;

    ConsoleShell(Console console) {
        this.console = console;
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
    void connect(Cancellation operation, long deadline)
            throws TimeoutException, InterruptedException {
        int half = mark.length() / 2;
        // The answer begins a line of its own: a prompt or a cut message may stand before it.
        String hello =
                "_t='%s''%s';_r(){ echo;echo \"$_a\";echo \"$_a\";};_g(){ _a=\"$_t $* ;\";_r;};"
                                .formatted(mark.substring(0, half), mark.substring(half))
                        + "_d=/tmp/.$_t;mkdir -p $_d;chmod 700 $_d;_g %d $?";
        ConsoleQuestion question = newQuestion();
        for (int probes = 1; true; probes++) {
            if (probes % PROBES == 0) {
                // A guest that boots takes a part of what is typed: a shell that has got the
                // beginning of a quotation would wait for its end.
                cancel();
            }
            // All bear one number: a slow guest may answer the first when others were typed.
            type(question, hello);
            try {
                Duration probe = shorter(TimeoutScale.scaled(PROBE), deadline);
                String answer = operation.await(question.answer(), "a shell", probe);
                if (!answer.equals("0")) {
                    throw new AssertionError(
                            "the shell on the console cannot make a folder in /tmp");
                }
                return;
            } catch (TimeoutException e) {
                if (Cancellation.left(deadline).isZero()) {
                    throw e;
                }
            }
        }
    }

    private static Duration shorter(Duration limit, long deadline) {
        Duration left = Cancellation.left(deadline);
        return left.compareTo(limit) < 0 ? left : limit;
    }

    private ConsoleQuestion newQuestion() {
        ConsoleQuestion question = new ConsoleQuestion(++number);
        asked = question;
        return question;
    }

    private void type(ConsoleQuestion question, String line) {
        console.send(line.replace("%d", Integer.toString(question.number())) + "\r");
    }

    /**
     * Type a line.
     *
     * @param line with {@code %d} where the number of the question goes
     */
    ConsoleQuestion type(String line) {
        ConsoleQuestion question = newQuestion();
        type(question, line);
        return question;
    }

    /**
     * Wait for the first line of data, and then send text as it is.
     *
     * @return false if the line does not come in time
     */
    boolean reply(Cancellation operation, ConsoleQuestion question, String text, long deadline)
            throws InterruptedException {
        try {
            boolean unused =
                    operation.await(
                            question.begun(),
                            "a shell",
                            shorter(TimeoutScale.scaled(BEGINNING), deadline));
        } catch (TimeoutException e) {
            return false;
        }
        console.send(text);
        return true;
    }

    /**
     * Wait for the answer; further lines of data are a sign that it may still come.
     *
     * @throws TimeoutException if the deadline is over, or the shell says nothing for long
     */
    String await(Cancellation operation, ConsoleQuestion question, long deadline)
            throws TimeoutException, InterruptedException {
        while (true) {
            int before = question.dataLines();
            long silence = System.nanoTime() + TimeoutScale.scaled(SILENCE).toNanos();
            try {
                return awaitAnswer(
                        operation, question, silence - deadline < 0 ? silence : deadline);
            } catch (TimeoutException e) {
                if (Cancellation.left(deadline).isZero() || question.dataLines() == before) {
                    throw e;
                }
            }
        }
    }

    /** Wait for the answer to what may take as long as it likes. */
    String awaitEnd(Cancellation operation, ConsoleQuestion question, long deadline)
            throws TimeoutException, InterruptedException {
        return awaitAnswer(operation, question, deadline);
    }

    /**
     * Wait for the answer. Where none comes and no line of data either, the shell is asked to
     * repeat it, less and less often: it may be busy still, and what is typed then waits.
     */
    private String awaitAnswer(Cancellation operation, ConsoleQuestion question, long deadline)
            throws TimeoutException, InterruptedException {
        // As it is, since no time-out: asking too early only costs lines.
        Duration pause = PROBE;
        while (true) {
            int before = question.dataLines();
            try {
                return operation.await(question.answer(), "a shell", shorter(pause, deadline));
            } catch (TimeoutException e) {
                if (Cancellation.left(deadline).isZero()) {
                    throw e;
                }
            }
            if (question.dataLines() == before) {
                console.send("_r\r");
                pause = pause.multipliedBy(2);
            }
        }
    }

    /** Type a line and wait for the answer. */
    String ask(Cancellation operation, String line, long deadline)
            throws TimeoutException, InterruptedException {
        return await(operation, type(line), deadline);
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
     * for what it writes; the answer is its exit status.
     */
    ConsoleQuestion run() {
        return type("(cd /root 2>$_d/e||cd /;exec sh $_d/s <$_d/i >$_d/o 2>$_d/e);_g %d $?");
    }

    /**
     * Type a control character, and have the shell tell of the command that it ended: Ctrl-C takes
     * the rest of the line with it.
     */
    void interrupt(char key) {
        ConsoleQuestion question = asked;
        console.send(Character.toString(key));
        if (question != null) {
            type(question, "_g %d $?");
        }
    }

    @Override
    public void close() {
        console.removeListener(lines);
    }
}
