package org.qemu.functional.atf.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Writes the result where {@code -r} says, else to standard output, as libatf does. */
public final class ResultFile {
    /** The status of a program that {@code abort} has ended, as a shell shows it. */
    public static final int ABORTED = 134;

    private static final AtomicReference<Optional<ResultFile>> OF_PROGRAM =
            new AtomicReference<>(Optional.empty());

    private final Optional<String> name;
    private final PrintStream out;

    public ResultFile(Optional<String> name, PrintStream out) {
        this.name = name.filter(file -> !file.equals("/dev/stdout"));
        this.out = out;
    }

    /** Return that of the body that this program runs, if it runs one. */
    public static Optional<ResultFile> ofProgram() {
        return OF_PROGRAM.get();
    }

    /** Use this for what a test announces, until the returned action is run. */
    public Runnable use() {
        OF_PROGRAM.set(Optional.of(this));
        return () -> OF_PROGRAM.set(Optional.empty());
    }

    /**
     * Write the result, replacing the previous one.
     *
     * @throws IOException if that is not possible; the message is that of libatf
     */
    public void write(AtfResult result) throws IOException {
        if (name.isEmpty()) {
            byte[] line = result.line().getBytes(UTF_8);
            out.write(line, 0, line.length);
            out.flush();
            return;
        }
        try {
            if (name.get().isEmpty()) {
                throw new NoSuchFileException("");
            }
            Files.write(Path.of(name.get()), result.line().getBytes(UTF_8));
        } catch (FileSystemException | InvalidPathException e) {
            throw new IOException(
                    "FATAL ERROR: Cannot create results file '%s': %s"
                            .formatted(name.get(), reason(e)),
                    e);
        } catch (IOException e) {
            throw new IOException(
                    "FATAL ERROR: Failed to write results file; result %s, reason %s: %s"
                            .formatted(
                                    result.type(),
                                    result.type().equals("passed") ? "null" : result.reason(),
                                    e.getMessage()),
                    e);
        }
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException || e instanceof InvalidPathException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        return e instanceof FileSystemException of && of.getReason() != null
                ? of.getReason()
                : e.toString();
    }
}
