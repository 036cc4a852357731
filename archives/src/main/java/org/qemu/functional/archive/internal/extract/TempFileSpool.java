package org.qemu.functional.archive.internal.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.archive.ExtractionLimits;
import org.qemu.functional.archive.internal.common.DiskException;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.FailureReason;
import org.qemu.functional.archive.internal.common.LimitException;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.RootCauses;
import org.qemu.functional.archive.internal.decode.Streams;
import org.qemu.functional.archive.internal.format.ArchiveErrors;

/**
 * Keeps the content of a stream in a temporary file while it is unpacked: links and some formats
 * need random access, and decoders read a file faster.
 */
public record TempFileSpool(Path file) implements AutoCloseable {
    /** Read the stream to its end into a file in the folder, which is created if necessary. */
    public static TempFileSpool of(
            InputStream stream, String name, Path folder, ExtractionLimits limits) {
        Path file = AtomicFile.partOf(folder.toAbsolutePath().resolve("x"));
        try {
            ExtractionRoot.create(folder);
            try (FileChannel out = create(file)) {
                copy(stream, file, out, new ExtractionQuota(limits, Long.MAX_VALUE));
            }
            return new TempFileSpool(file);
        } catch (IOException | RuntimeException e) {
            delete(file);
            String what =
                    name.isEmpty()
                            ? "the stream"
                            : "the stream of '%s'".formatted(QuotedText.name(name));
            if (RootCauses.find(e, DiskException.class) != null
                    || RootCauses.find(e, LimitException.class) != null
                    || Thread.currentThread().isInterrupted()) {
                throw new ArchiveErrors(what).at(null, e);
            }
            throw new ArchiveException(
                    "cannot read %s to unpack it: %s".formatted(what, FailureReason.of(e)), e);
        }
    }

    private static FileChannel create(Path file) throws DiskException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new DiskException(file, e);
        }
    }

    private static void copy(InputStream stream, Path file, FileChannel out, ExtractionQuota quota)
            throws IOException {
        byte[] chunk = new byte[Streams.CHUNK];
        for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
            quota.content(n);
            try {
                ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            } catch (IOException e) {
                throw new DiskException(file, e);
            }
        }
    }

    @Override
    public void close() {
        delete(file);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ArchiveException("cannot remove '%s'".formatted(file), e);
        }
    }
}
