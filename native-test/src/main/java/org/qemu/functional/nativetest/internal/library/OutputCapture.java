package org.qemu.functional.nativetest.internal.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;

/**
 * Writes what C code prints to {@code stdout} and {@code stderr} to the log of a test.
 *
 * <p>Only the streams are replaced, not the descriptors 1 and 2: through these, the JVM and the
 * program that runs the tests write their reports. The streams write to a file, so that the output
 * before a crash is not lost.
 */
public final class OutputCapture implements AutoCloseable {
    private static final Log LOG = Log.of("native-test.output");
    private static final int CHUNK = 1 << 16;

    private static @Nullable OutputCapture current;

    private final FileChannel channel;
    private final Pointer stream;
    private final Pointer oldStdout;
    private final Pointer oldStderr;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private OutputCapture(FileChannel channel, Pointer stream) {
        this.channel = channel;
        this.stream = stream;
        this.oldStdout = replace("stdout", stream);
        this.oldStderr = replace("stderr", stream);
    }

    /**
     * Begin to capture, in place of any earlier capture that has not ended.
     *
     * @param file the file that the output goes to
     * @throws IOException if it cannot be written
     */
    public static synchronized OutputCapture start(Path file) throws IOException {
        if (current != null) {
            current.close();
        }
        Files.deleteIfExists(file);
        Pointer stream = CStandardLibrary.append(file.toString());
        if (stream == null) {
            throw new IOException(
                    "cannot write the library's output to '%s'; check free disk space"
                            .formatted(file));
        }
        current = new OutputCapture(FileChannel.open(file), stream);
        return current;
    }

    /** Log the lines that were printed since the last call. */
    static synchronized void drainCurrent() {
        if (current != null) {
            current.drain();
        }
    }

    private void drain() {
        try {
            long size = channel.size();
            if (size == channel.position()) {
                return;
            }
            ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
            while (channel.read(bytes) >= 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    byte next = bytes.get();
                    if (next == '\n') {
                        logLine();
                    } else {
                        line.write(next);
                    }
                }
                bytes.clear();
            }
        } catch (IOException e) {
            LOG.warn("cannot read the library's output: {}", e.getMessage());
        }
    }

    private void logLine() {
        LOG.info("{}", line.toString(UTF_8));
        line.reset();
    }

    private static Pointer replace(String name, Pointer stream) {
        Pointer variable = CStandardLibrary.variable(name);
        Pointer old = variable.getPointer(0);
        variable.setPointer(0, stream);
        return old;
    }

    /** Log what is left, and give the process its streams back. */
    @Override
    public void close() throws IOException {
        synchronized (OutputCapture.class) {
            if (current != this) {
                return;
            }
            current = null;
            Pointer unused = replace("stdout", oldStdout);
            unused = replace("stderr", oldStderr);
            CStandardLibrary.close(stream);
            drain();
            if (line.size() > 0) {
                logLine();
            }
            channel.close();
        }
    }
}
