package org.qemu.functional.guest.internal.script;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** Read a stream to its end, line by line. */
final class LineStream implements Runnable {
    /** The maximum length of a line; longer lines are split. */
    static final int LONGEST = 4096;

    private final InputStream stream;
    private final Consumer<String> lines;
    private final Runnable end;
    private final byte[] line = new byte[LONGEST];
    private int length;
    private byte[] kept = new byte[1024];
    private int size;

    LineStream(InputStream stream, Consumer<String> lines, Runnable end) {
        this.stream = stream;
        this.lines = lines;
        this.end = end;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[1 << 16];
        try {
            for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                keep(chunk, count);
                for (int i = 0; i < count; i++) {
                    take(chunk[i]);
                }
            }
        } catch (IOException | AssertionError e) {
            // The guest is lost, or the script was killed: a thread that waits for the end reports
            // it.
        } finally {
            if (length > 0) {
                endLine();
            }
            end.run();
        }
    }

    private void take(byte next) {
        if (next == '\n') {
            endLine();
            return;
        }
        if (length == LONGEST) {
            endLine();
        }
        line[length++] = next;
    }

    private void endLine() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        lines.accept(ScriptOutput.printable(line, end));
        length = 0;
    }

    /**
     * Keep the last bytes. The buffer has twice the required size, so that its contents are rarely
     * moved.
     */
    private synchronized void keep(byte[] chunk, int count) {
        if (size + count > 2 * ScriptOutput.KEPT) {
            System.arraycopy(kept, size - ScriptOutput.KEPT, kept, 0, ScriptOutput.KEPT);
            size = ScriptOutput.KEPT;
        }
        if (size + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(size + count, 2 * kept.length));
        }
        System.arraycopy(chunk, 0, kept, size, count);
        size += count;
    }

    synchronized byte[] kept() {
        return Arrays.copyOfRange(kept, Math.max(0, size - ScriptOutput.KEPT), size);
    }
}
