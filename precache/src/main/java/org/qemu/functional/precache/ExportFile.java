package org.qemu.functional.precache;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** The archive while it is written: under another name, so that nobody takes it for whole. */
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
        // By a name of its own, so that two that write the same archive do not mix theirs; not by
        // the number of the process, which one in another container may have, too.
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

    /** Give the archive its name, now that it is whole. */
    void commit() throws IOException {
        if (isStandardOutput(file)) {
            out.flush();
        } else {
            out.close();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Remove what was not committed. */
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
