package org.qemu.functional.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The log of one test. Every call writes to the file at once, so that {@code kill -9} loses
 * nothing.
 */
final class LogFile {
    private final Path path;
    private final OutputStream out;
    private boolean closed;
    private boolean failed;

    private LogFile(Path path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    static LogFile create(Path path) throws IOException {
        return new LogFile(path, Files.newOutputStream(path));
    }

    synchronized void write(byte[] entry) {
        if (closed || failed) {
            return;
        }
        try {
            out.write(entry);
        } catch (IOException e) {
            failed = true; // report it once: a full disk would be reported for each line
            System.err.println("cannot write to the log '" + path + "': " + e.getMessage());
        }
    }

    synchronized void close() {
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            System.err.println("cannot close the log '" + path + "': " + e.getMessage());
        }
    }
}
