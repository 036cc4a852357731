package org.qemu.functional.guest.channel;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Files through a shell on a console: in base64, with a checksum, and again if the kernel wrote
 * into one.
 */
final class ConsoleTransfer {
    /** Bytes in a line: 600 characters in base64; a terminal takes lines of 4095. */
    private static final int CHUNK = 450;

    /** How many lines may be under way; what a terminal keeps, 4 kB, waits in its driver beyond. */
    private static final int LINES = 16;

    /** How often what the kernel wrote into is sent in all. */
    private static final int ATTEMPTS = 3;

    private final ConsoleShell shell;

    ConsoleTransfer(ConsoleShell shell) {
        this.shell = shell;
    }

    /** Something that noise may spoil. */
    private interface Attempt<T> {
        /** Return null if it came, but spoilt. */
        @Nullable T run() throws TimeoutException, InterruptedException;
    }

    private <T> T insist(String awaited, long deadline, Attempt<T> attempt)
            throws TimeoutException, InterruptedException {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                T result = attempt.run();
                if (result != null) {
                    return result;
                }
            } catch (TimeoutException e) {
                shell.cancel();
                if (Race.left(deadline).isZero()) {
                    throw e;
                }
            }
        }
        throw new AssertionError(
                "while the test waited for %s: the console's noise spoilt it, or its shell did not answer, %d times; the last that it said:\n%s"
                        .formatted(awaited, ATTEMPTS, shell.lastWords()));
    }

    /**
     * Write a file in the folder.
     *
     * @throws TimeoutException if the deadline is over
     */
    void upload(byte[] content, String name, long deadline)
            throws TimeoutException, InterruptedException {
        boolean unused =
                insist(
                        "%d bytes to reach the guest".formatted(content.length),
                        deadline,
                        () -> uploadOnce(content, name, deadline));
    }

    private @Nullable Boolean uploadOnce(byte[] content, String name, long deadline)
            throws TimeoutException, InterruptedException {
        String unused = shell.await(shell.type(":>$_d/u;_g %d"), deadline);
        for (int at = 0; at < content.length; at += LINES * CHUNK) {
            List<String> lines = new ArrayList<>();
            int end = Math.min(content.length, at + LINES * CHUNK);
            for (int from = at; from < end; from += CHUNK) {
                byte[] chunk = Arrays.copyOfRange(content, from, Math.min(end, from + CHUNK));
                lines.add(Base64.getEncoder().encodeToString(chunk) + "\n");
            }
            // Not as typed lines: a shell's line editor takes ten times as long for a character.
            ConsoleQuestion batch =
                    shell.type("_g %%1$d =;head -n %d >>$_d/u;_g %%1$d".formatted(lines.size()));
            shell.reply(batch, String.join("", lines), deadline);
            unused = shell.await(batch, deadline);
        }
        String sum =
                shell.await(
                        shell.type(
                                "base64 -d <$_d/u >$_d/%1$s;_g %%d $(md5sum <$_d/%1$s)"
                                        .formatted(name)),
                        deadline);
        return isSumOf(content, sum) ? true : null;
    }

    /** Whether that is what md5sum says of what it reads; any sum would do that busybox has. */
    private static boolean isSumOf(byte[] content, String said) {
        if (said.isEmpty()) {
            throw new AssertionError(
                    "the guest's shell on the console has no md5sum, which this way to it needs");
        }
        try {
            byte[] sum = MessageDigest.getInstance("MD5").digest(content);
            return said.equals(HexFormat.of().formatHex(sum) + " -");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** Read a file in the folder. */
    byte[] download(String name, long deadline) throws TimeoutException, InterruptedException {
        return insist("what a command wrote", deadline, () -> downloadOnce(name, deadline));
    }

    private byte @Nullable [] downloadOnce(String name, long deadline)
            throws TimeoutException, InterruptedException {
        ConsoleQuestion question =
                shell.type(
                        "base64 <$_d/%1$s|sed \"s/^/$_t %%1$d =/\";_g %%1$d $(md5sum <$_d/%1$s)"
                                .formatted(name));
        String sum = shell.await(question, deadline);
        try {
            byte[] content = Base64.getDecoder().decode(question.data());
            return isSumOf(content, sum) ? content : null;
        } catch (IllegalArgumentException e) {
            return null; // the kernel wrote into it
        }
    }
}
