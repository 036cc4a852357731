package org.qemu.functional.guest.internal.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.guest.internal.channel.Cancellation;

/**
 * Transfer files through a shell on a console, in base64. Lines that kernel messages interrupted
 * are sent again as long as there is some progress.
 */
final class ConsoleTransfer {
    /**
     * The number of bytes in a line: 600 characters in base64; a terminal accepts lines of 4095.
     */
    private static final int CHUNK = 450;

    /**
     * The maximum number of lines in flight; beyond the 4 kB that a terminal buffers, they wait in
     * its driver.
     */
    private static final int LINES = 16;

    /** The maximum number of consecutive attempts without progress. */
    private static final int FAILURES = 12;

    /**
     * The weight of an attempt that got no response, since silence takes longer to detect than
     * noise.
     */
    private static final int SILENCE = 4;

    /** Prints the lines that a sed script selects, each preceded by its number. */
    private static final String NUMBERED = "|sed \"N;s/^/$_t %d =/;s/\\n/ /\";";

    private final ConsoleShell shell;
    private final Cancellation operation;
    private final long deadline;
    private int failures;

    /**
     * Prepare the files of an operation.
     *
     * @param deadline of {@link System#nanoTime()}
     */
    ConsoleTransfer(ConsoleShell shell, Cancellation operation, long deadline) {
        this.shell = shell;
        this.operation = operation;
        this.deadline = deadline;
    }

    /** An attempt that noise or silence may spoil. */
    private interface Attempt {
        /** Return false if there was no progress. */
        boolean run() throws TimeoutException, InterruptedException;
    }

    /**
     * Run an attempt and count consecutive ones without progress.
     *
     * @throws AssertionError if there were too many
     * @throws TimeoutException if the deadline has passed
     */
    private boolean attempt(String awaited, Attempt attempt)
            throws TimeoutException, InterruptedException {
        try {
            if (attempt.run()) {
                failures = 0;
                return true;
            }
            failures++;
        } catch (TimeoutException e) {
            shell.cancel();
            failures += SILENCE;
        }
        if (Cancellation.left(deadline).isZero()) {
            throw new TimeoutException();
        }
        if (failures >= FAILURES) {
            throw new AssertionError(
                    "while the test waited for %s: repeated attempts failed, because of noise on the console or because its shell did not answer; its last output:\n%s"
                            .formatted(awaited, shell.lastWords()));
        }
        return false;
    }

    /**
     * Write a file in the folder.
     *
     * @throws TimeoutException if the deadline has passed
     */
    void upload(byte[] content, String name) throws TimeoutException, InterruptedException {
        String awaited = "%d bytes to reach the guest".formatted(content.length);
        boolean whole = false;
        while (!whole) {
            int parts = uploadParts(content, awaited);
            String join =
                    "_i=0;while [ $_i -lt %2$d ];do cat $_d/p$_i;_i=$((_i+1));done|base64 -d >$_d/%1$s;_g %%d $(md5sum <$_d/%1$s)"
                            .formatted(name, parts);
            whole = attempt(awaited, () -> isSumOf(content, ask(join)));
        }
    }

    private String ask(String line) throws TimeoutException, InterruptedException {
        return shell.await(operation, shell.type(line), deadline);
    }

    /** Write parts that are checked separately; return their number. */
    private int uploadParts(byte[] content, String awaited)
            throws TimeoutException, InterruptedException {
        int parts = 0;
        int lines = LINES;
        int at = 0;
        while (at < content.length) {
            int end = Math.min(content.length, at + lines * CHUNK);
            int start = at;
            int part = parts;
            if (attempt(awaited, () -> uploadPart(content, start, end, part))) {
                at = end;
                parts++;
                lines = Math.min(LINES, 2 * lines);
            } else {
                lines = Math.max(1, lines / 2);
            }
        }
        return parts;
    }

    private boolean uploadPart(byte[] content, int start, int end, int part)
            throws TimeoutException, InterruptedException {
        StringBuilder text = new StringBuilder();
        int lines = 0;
        for (int from = start; from < end; from += CHUNK, lines++) {
            byte[] chunk = Arrays.copyOfRange(content, from, Math.min(end, from + CHUNK));
            text.append(Base64.getEncoder().encodeToString(chunk)).append('\n');
        }
        // Do not type the data at the prompt: a shell's line editor takes ten times as long per
        // character.
        ConsoleQuestion batch =
                shell.type(
                        "_g %%d =;head -n %d >$_d/p%2$d;_g %%d $(md5sum <$_d/p%2$d)"
                                .formatted(lines, part));
        if (!shell.reply(operation, batch, text.toString(), deadline)) {
            shell.cancel();
            return false;
        }
        String sum = shell.await(operation, batch, deadline);
        return isSumOf(text.toString().getBytes(US_ASCII), sum);
    }

    private static boolean isSumOf(byte[] content, String said) {
        return new Md5(said).isOf(content);
    }

    /** Read a file in the folder. */
    byte[] download(String name) throws TimeoutException, InterruptedException {
        String awaited = "what a command wrote";
        EncodedFile file = new EncodedFile();
        while (!file.isComplete()) {
            boolean unused =
                    attempt(
                            awaited,
                            () -> file.isBegun() ? downloadMissing(file) : begin(file, name));
        }
        return file.content();
    }

    private boolean begin(EncodedFile file, String name)
            throws TimeoutException, InterruptedException {
        ConsoleQuestion question =
                shell.type(
                        ("base64 <$_d/NAME >$_d/b;sed = $_d/b"
                                        + NUMBERED
                                        + "_g %d $(sed -n '$=' $_d/b) $(md5sum <$_d/NAME)")
                                .replace("NAME", name));
        String answer = shell.await(operation, question, deadline);
        return file.begin(answer) && file.take(question.data());
    }

    private boolean downloadMissing(EncodedFile file)
            throws TimeoutException, InterruptedException {
        ConsoleQuestion question =
                shell.type("sed -n \"" + file.missing() + "\" $_d/b" + NUMBERED + "_g %d .");
        String unused = shell.await(operation, question, deadline);
        return file.take(question.data());
    }
}
