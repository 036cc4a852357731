package org.qemu.functional.archive.internal.decode;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;

/**
 * Decodes bzip2 data to the end of the last of several streams. Ignores other data after the end,
 * as the bzip2 tool does.
 */
final class Bzip2Decoder extends InputStream {
    private static final int MAGIC = 4;

    private final InputStream in;
    private final ExtractionWarnings notes;
    private InputStream stream;
    private boolean ended;

    /** Create a decoder of a stream that supports mark. */
    Bzip2Decoder(InputStream in, ExtractionWarnings notes) throws IOException {
        this.in = in;
        this.notes = notes;
        stream = new BZip2CompressorInputStream(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int n = stream.read(bytes, offset, length);
            if (n > 0) {
                return n;
            }
            ended = !findNext();
        }
        return -1;
    }

    private boolean findNext() throws IOException {
        in.mark(MAGIC);
        byte[] head = in.readNBytes(MAGIC);
        if (head.length == 0) {
            return false;
        }
        if (!Compression.BZIP2.matches(head)) {
            notes.add("ignored data after its end that is not bzip2");
            return false;
        }
        in.reset();
        stream = new BZip2CompressorInputStream(in);
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
