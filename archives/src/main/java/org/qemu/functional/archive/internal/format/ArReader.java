package org.qemu.functional.archive.internal.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.Digits;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.common.MemberName;

/** Reads ar archives with the long names of GNU and of BSD; a library's symbol index is skipped. */
final class ArReader implements MemberReader {
    private static final int DEFAULT_MODE = 0644;

    /**
     * More than a file system allows; longer names are accepted here so that messages can quote
     * them.
     */
    private static final int LONGEST_NAME = 1 << 20;

    /** Linux's limit on a path, and a little more. */
    private static final int LONGEST_PATH = 4100;

    /** Enough for all long names of an ar with a million members. */
    private static final int LONGEST_TABLE = 64 << 20;

    private final InputStream in;
    private final MemberContent content;
    private final ExtractionWarnings notes;

    /** GNU's table of long names, one character for each byte. */
    private String longNames = "";

    /** Number of characters read from that table, counted each time they are used. */
    private long used;

    ArReader(InputStream in, ExtractionWarnings notes) throws IOException {
        this.in = in;
        this.notes = notes;
        content = new MemberContent(in);
        content.bytes(ArHeader.MAGIC);
    }

    @Override
    public @Nullable Member next() throws IOException {
        while (true) {
            content.skipRest();
            byte[] bytes = in.readNBytes(ArHeader.SIZE);
            if (bytes.length < ArHeader.SIZE && isFiller(bytes)) {
                return null;
            }
            ArHeader header = ArHeader.of(bytes);
            long length = header.length();
            content.begin(length, (int) (length % 2));
            if (header.name().equals("//")) {
                longNames = new String(content.bytes(bounded(length, LONGEST_TABLE)), ISO_8859_1);
                content.begin(0, (int) (length % 2));
                continue;
            }
            MemberName name = nameOf(header, length);
            if (name != null) {
                return new Member(
                        name,
                        Member.Kind.FILE,
                        null,
                        header.mode() == 0 ? DEFAULT_MODE : header.mode(),
                        content.left(),
                        header.modified());
            }
        }
    }

    private boolean isFiller(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0 && b != '\n') {
                return false;
            }
        }
        if (bytes.length > 0) {
            notes.add("ignored %d trailing bytes".formatted(bytes.length));
        }
        return true;
    }

    /** Return the name of a member, or {@code null} for a symbol index. */
    private @Nullable MemberName nameOf(ArHeader header, long length) throws IOException {
        String name = header.name();
        if (name.startsWith("/") && Digits.parse(name.substring(1), 10) >= 0) {
            return MemberName.of(longName(name));
        }
        if (name.startsWith("#1/")) {
            name = ownName(header, length);
        } else if (name.length() > 1 && name.endsWith("/") && !name.startsWith("/")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.isEmpty() || name.startsWith("/") || name.startsWith("__.SYMDEF")
                ? null
                : MemberName.of(name);
    }

    /** Return a name from GNU's table, where it ends with a slash and a newline. */
    private String longName(String reference) throws IOException {
        int start = number(reference.substring(1));
        if (start >= longNames.length()) {
            throw new IOException("its table of names has no entry '%s'".formatted(reference));
        }
        // Read no more than the longest path: a table may have a single end for all its names.
        String rest =
                longNames.substring(start, Math.min(longNames.length(), start + LONGEST_PATH));
        int end = rest.indexOf("/\n");
        if (end < 0) {
            end = rest.indexOf('\n');
        }
        String name = MemberName.untilZero(end < 0 ? rest : rest.substring(0, end));
        used += name.length();
        if (used > 2L * longNames.length()) {
            throw new IOException("its table of names is damaged: too many names overlap");
        }
        return name;
    }

    /** Return a name that is stored before the content, as BSD and Darwin write it. */
    private String ownName(ArHeader header, long length) throws IOException {
        int size = number(header.name().substring("#1/".length()));
        if (size > length) {
            throw new IOException("the header of '%s' is damaged".formatted(header.name()));
        }
        byte[] bytes = content.bytes(bounded(size, LONGEST_NAME));
        content.begin(length - size, (int) (length % 2));
        return MemberName.untilZero(new String(bytes, ISO_8859_1));
    }

    private static int number(String digits) throws IOException {
        long number = Digits.parse(digits, 10);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IOException("a header is damaged");
        }
        return (int) number;
    }

    private static int bounded(long length, int limit) throws IOException {
        if (length > limit) {
            throw new IOException("a header is %d bytes long".formatted(length));
        }
        return (int) length;
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
