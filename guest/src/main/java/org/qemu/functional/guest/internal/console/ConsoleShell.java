package org.qemu.functional.guest.internal.console;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.Console;
import org.qemu.functional.guest.internal.channel.Cancellation;
import org.qemu.functional.settings.TimeoutScale;

/**
 * A shell at a prompt on a console. Lines are typed, and answered by lines with a mark and the
 * number of the typed line. The typed text contains the mark in two parts or in a variable, so that
 * its echo does not look like an answer. An answer has an end mark, is printed twice, and is
 * repeated on request, because kernel messages may interrupt it. Not thread-safe.
 */
public final class ConsoleShell implements AutoCloseable {
    /** The time limit for the first response, after which a typed line counts as lost. */
    private static final Duration BEGINNING = Duration.ofSeconds(10);

    /** The time without output after which a shell counts as unresponsive. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /**
     * The interval between attempts to find a prompt, and the time before a missing answer is
     * requested again.
     */
    private static final Duration PROBE = Duration.ofSeconds(1);

    /**
     * The number of attempts before Ctrl-C is sent: a slow guest has the time of all of them to
     * answer the first.
     */
    private static final int PROBES = 4;

    /** The number of bytes of console output that a failure quotes. */
    private static final int LAST_WORDS = 1000;

    private static final String CONTROL_C = "\u0003";

    private final Console console;
    private final String mark;
    private final ConsoleLines lines;
    private volatile @Nullable ConsoleQuestion asked;
    private int number;

    public ConsoleShell(Console console) {
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

    /** Type until a shell answers, and create a folder for files. */
    public void connect(Cancellation operation, long deadline)
            throws TimeoutException, InterruptedException {
        int half = mark.length() / 2;
        // The answer starts on a line of its own, because a prompt or an incomplete message may
        // precede it.
        String hello =
                "_t='%s''%s';_r(){ echo;echo \"$_a\";echo \"$_a\";};_g(){ _a=\"$_t $* ;\";_r;};"
                                .formatted(mark.substring(0, half), mark.substring(half))
                        + "_d=/tmp/.$_t;mkdir -p $_d;chmod 700 $_d;_g %d $?";
        ConsoleQuestion question = newQuestion();
        for (int probes = 1; true; probes++) {
            if (probes % PROBES == 0) {
                // A guest that is booting loses a part of the typed text: a shell that received the
                // start of a quoted string would wait for its end.
                cancel();
            }
            // All attempts have the same number, because a slow guest may answer the first after
            // others were typed.
            type(question, hello);
            try {
                Duration probe = shorter(TimeoutScale.scaled(PROBE), deadline);
                String answer = operation.await(question.answer(), "a shell", probe);
                if (!answer.equals("0")) {
                    throw new AssertionError(
                            "the shell on the console cannot create a folder in /tmp");
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
     * @param line the line, with {@code %d} in place of the question's number
     */
    ConsoleQuestion type(String line) {
        ConsoleQuestion question = newQuestion();
        type(question, line);
        return question;
    }

    /**
     * Wait for the first line of data, and then send text unchanged.
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
     * Wait for the answer; further lines of data show that it may still come.
     *
     * @throws TimeoutException if the deadline has passed, or the shell is silent for too long
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

    /** Wait for the answer without a time limit. */
    String awaitEnd(Cancellation operation, ConsoleQuestion question, long deadline)
            throws TimeoutException, InterruptedException {
        return awaitAnswer(operation, question, deadline);
    }

    /**
     * Wait for the answer. If neither an answer nor a line of data arrives, ask the shell to repeat
     * it at increasing intervals: it may still be busy, so that the typed requests accumulate.
     */
    private String awaitAnswer(Cancellation operation, ConsoleQuestion question, long deadline)
            throws TimeoutException, InterruptedException {
        // Not scaled, since it is not a timeout: asking too early only costs lines.
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

    /** Interrupt whatever the shell is doing. */
    void cancel() {
        console.send(CONTROL_C);
    }

    /** Return the end of the console's output. */
    String lastWords() {
        return console.tail(LAST_WORDS);
    }

    /**
     * Run the script {@code s} of the folder, with {@code i} as its input, {@code o} and {@code e}
     * as its output; the answer is its exit status.
     */
    ConsoleQuestion run() {
        return type("(cd /root 2>$_d/e||cd /;exec sh $_d/s <$_d/i >$_d/o 2>$_d/e);_g %d $?");
    }

    /**
     * Type a control character, and let the shell report the status of the command that it ended:
     * Ctrl-C discards the rest of the line.
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
