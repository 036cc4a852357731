package org.qemu.functional.archive.internal.format;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.ExtractionLimits;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.MemberName;
import org.qemu.functional.archive.internal.decode.Streams;

/** Reads cpio archives: newc, crc, odc and the old binary format in both byte orders. */
final class CpioReader implements MemberReader {
    private static final String TRAILER = "TRAILER!!!";

    private final InputStream in;
    private final MemberContent content;
    private final ExtractionWarnings notes;
    private final CpioLinks links;
    private long checksum = -1;
    private boolean empty = true;
    private boolean ended;

    CpioReader(InputStream in, ExtractionLimits limits, ExtractionWarnings notes) {
        this.in = in;
        this.notes = notes;
        content = new MemberContent(in);
        links = new CpioLinks(new ExtractionQuota(limits, 0));
    }

    @Override
    public @Nullable Member next() throws IOException {
        while (true) {
            Member waited = links.ready();
            if (waited != null) {
                empty = true;
                return waited;
            }
            if (ended) {
                Streams.drain(in); // so that the decompressor checks its checksum, too
                return null;
            }
            content.skipRest();
            CpioHeader header = CpioHeader.read(firstByte(), content, notes);
            MemberName name = MemberName.of(content.bytes(header.nameSize()));
            content.bytes(header.padding());
            if (name.text().equals(TRAILER)) {
                ended = true;
                links.end();
                continue;
            }
            content.begin(header.size(), header.contentPadding());
            Member member = links.resolve(header, memberOf(header, name));
            if (member != null) {
                empty = false;
                return member;
            }
        }
    }

    /** Return the first byte of a header, after any zero padding, such as that of dracut. */
    private int firstByte() throws IOException {
        int zeros = 0;
        int b = in.read();
        for (; b == 0; b = in.read()) {
            zeros++;
        }
        if (b < 0) {
            throw new EOFException("it ends without its end member, 'TRAILER!!!'");
        }
        if (zeros > 0) {
            notes.add("ignored %d zero bytes between members".formatted(zeros));
        }
        return b;
    }

    private Member memberOf(CpioHeader header, MemberName name) throws IOException {
        Member.Kind kind = header.kind();
        boolean hasChecksum = kind == Member.Kind.FILE && header.size() > 0;
        checksum = hasChecksum ? header.checksum() : -1; // GNU cpio writes none for links
        return new Member(
                name,
                kind,
                kind == Member.Kind.SYMBOLIC_LINK ? Streams.text(content, header.size()) : null,
                header.mode(),
                header.size(),
                header.modified());
    }

    @Override
    public InputStream content() {
        if (empty) {
            return InputStream.nullInputStream();
        }
        return checksum < 0 ? content : new Summed(content, checksum);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Verifies the checksum, the sum of all bytes, at the end of the content. */
    private static final class Summed extends FilterInputStream {
        private final long expected;
        private long sum;

        Summed(InputStream in, long expected) {
            super(in);
            this.expected = expected;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            for (int i = 0; i < n; i++) {
                sum += bytes[offset + i] & 0xff;
            }
            if (n < 0 && (sum & 0xffffffffL) != expected) {
                throw new IOException("its checksum is wrong");
            }
            return n;
        }
    }
}
