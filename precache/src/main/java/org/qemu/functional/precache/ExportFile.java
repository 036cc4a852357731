package org.qemu.functional.precache;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** The archive while it is written: it has a temporary name until it is complete. */
final class ExportFile implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final Path part;
    private final OutputStream out;

    private ExportFile(Path file, Path part, OutputStream out) {
        this.file = file;
        this.part = part;
        this.out = out;
    }

    static boolean isStandardOutput(Path file) {
        return file.toString().equals("-");
    }

    static ExportFile create(Path file) throws IOException {
        if (isStandardOutput(file)) {
            return new ExportFile(
                    file, file, new BufferedOutputStream(new StandardOutput(), BUFFER));
        }
        // A random name, so that two processes that write the same archive do not overwrite each
        // other's file. Not the process ID, which a process in another container may have, too.
        Path part =
                file.resolveSibling("%s.%s.part".formatted(file.getFileName(), UUID.randomUUID()));
        OutputStream plain = new BufferedOutputStream(Files.newOutputStream(part), BUFFER);
        boolean zstd = file.toString().endsWith(".zst");
        return new ExportFile(
                file,
                part,
                zstd ? new ZstdOutputStreamNoFinalizer(plain).setChecksum(true) : plain);
    }

    OutputStream out() {
        return out;
    }

    /** Rename the complete archive to its final name. */
    void commit() throws IOException {
        if (isStandardOutput(file)) {
            out.flush();
        } else {
            out.close();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Remove the file if it was not committed. */
    @Override
    public void close() throws IOException {
        if (!isStandardOutput(file)) {
            try {
                out.close();
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }
}
