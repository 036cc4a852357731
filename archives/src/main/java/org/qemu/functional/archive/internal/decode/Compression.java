package org.qemu.functional.archive.internal.decode;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** The supported compressions; the first name is the one that QEMU's framework uses. */
@SuppressWarnings("ImmutableEnumChecker") // List.of returns immutable lists
public enum Compression {
    /** RFC 1952. */
    GZIP(List.of("gz", "gzip"), List.of(".gz", ".tgz")) {
        @Override
        public boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, 0x1f, 0x8b);
        }

        @Override
        InputStream decode(InputStream in, long memory, ExtractionWarnings notes)
                throws IOException {
            return new GzipDecoder(in, notes);
        }
    },
    /** The .xz file format 1.2, xz-file-format.txt of the XZ Utils. */
    XZ(List.of("xz"), List.of(".xz", ".txz")) {
        @Override
        public boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, 0xfd, '7', 'z', 'X', 'Z', 0);
        }

        @Override
        InputStream decode(InputStream in, long memory, ExtractionWarnings notes)
                throws IOException {
            return new XZInputStream(in, ParallelXz.kib(memory));
        }
    },
    /** RFC 8878; a skippable frame may come first. */
    ZSTD(List.of("zstd", "zst"), List.of(".zst", ".zstd", ".tzst")) {
        @Override
        public boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, 0x28, 0xb5, 0x2f, 0xfd)
                    || (MagicBytes.at(head, 1, 0x2a, 0x4d, 0x18) && (head[0] & 0xf0) == 0x50);
        }

        @Override
        InputStream decode(InputStream in, long memory, ExtractionWarnings notes)
                throws IOException {
            return new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG_MAX);
        }
    },
    /** The format of the bzip2 program. */
    BZIP2(List.of("bz2", "bzip2"), List.of(".bz2", ".tbz2", ".tbz")) {
        @Override
        public boolean matches(byte[] head) {
            return MagicBytes.at(head, 0, 'B', 'Z', 'h') && head[3] >= '1' && head[3] <= '9';
        }

        @Override
        InputStream decode(InputStream in, long memory, ExtractionWarnings notes)
                throws IOException {
            return new Bzip2Decoder(in, notes);
        }
    },
    /**
     * LZMA_alone, which has no magic number. It is recognized, as by file(1), by the parameters
     * that all encoders use, a dictionary of 2^n or 2^n + 2^(n-1) bytes and a size that is unknown
     * or below 256 GiB.
     */
    LZMA(List.of("lzma"), List.of(".lzma", ".tlz")) {
        @Override
        public boolean matches(byte[] head) {
            if (!MagicBytes.at(head, 0, 0x5d, 0, 0) || head.length < 13) {
                return false;
            }
            int dictionary = ((head[3] & 0xff) << 16) | ((head[4] & 0xff) << 24);
            boolean unknown = MagicBytes.at(head, 5, 255, 255, 255, 255, 255, 255, 255, 255);
            return Integer.bitCount(dictionary) <= 2
                    && dictionary != 0
                    && (unknown || ((head[10] & 0xff) < 64 && head[11] == 0 && head[12] == 0));
        }

        @Override
        InputStream decode(InputStream in, long memory, ExtractionWarnings notes)
                throws IOException {
            return new LZMAInputStream(in, ParallelXz.kib(memory));
        }
    };

    /** What {@code zstd --ultra --long=31} writes; by default, more than 2^27 is refused. */
    private static final int ZSTD_WINDOW_LOG_MAX = 31;

    /** Parameters, dictionary size and size: see lzma-file-format.txt of the XZ Utils. */
    private static final int LZMA_HEADER = 13;

    /** (pb * 5 + lp) * 9 + lc, with at most 4, 4 and 8. */
    private static final int LZMA_PARAMETERS = 225;

    private final List<String> names;
    private final List<String> suffixes;

    Compression(List<String> names, List<String> suffixes) {
        this.names = names;
        this.suffixes = suffixes;
    }

    /** Return whether a file that begins so is of this kind. */
    public abstract boolean matches(byte[] head);

    /**
     * Open a decoder in Java, which reads to the end of the last of several streams.
     *
     * @param in must support mark
     * @param memory maximum size of a dictionary in bytes
     * @param notes receives warnings about ignored data
     */
    abstract InputStream decode(InputStream in, long memory, ExtractionWarnings notes)
            throws IOException;

    /** Return the compression with these magic bytes, or {@code null} if there is none. */
    public static @Nullable Compression of(byte[] head) {
        return Arrays.stream(values()).filter(c -> c.matches(head)).findFirst().orElse(null);
    }

    /**
     * Return the compression with these magic bytes, or the expected one if it has no magic bytes
     * and the file can be of its kind, else {@code null}.
     */
    public static @Nullable Compression of(byte[] head, @Nullable Compression expected) {
        Compression found = of(head);
        return found == null && expected == LZMA && canBeLzma(head) ? LZMA : found;
    }

    /** Accept any parameters, a size that is unknown or below 256 GiB, and a zero after them. */
    private static boolean canBeLzma(byte[] head) {
        boolean unknown = MagicBytes.at(head, 5, 255, 255, 255, 255, 255, 255, 255, 255);
        return head.length > LZMA_HEADER
                && (head[0] & 0xff) < LZMA_PARAMETERS
                && (unknown
                        || ((head[9] & 0xff) < 64
                                && head[10] == 0
                                && head[11] == 0
                                && head[12] == 0))
                && head[LZMA_HEADER] == 0;
    }

    /**
     * Guess the compression from the suffix of a file name; return {@code null} if none matches.
     */
    public static @Nullable Compression guess(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(c -> c.suffixes.stream().anyMatch(name::endsWith))
                .findFirst()
                .orElse(null);
    }

    /**
     * Return the compression of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Compression named(String format) {
        return Arrays.stream(values())
                .filter(c -> c.names.contains(format))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'%s' is not a supported compression: use gz, xz, zstd, bz2 or lzma"
                                                .formatted(format)));
    }

    /** Return the programs that decode it faster than Java, the fastest first. */
    List<String> programs() {
        return switch (this) {
            case XZ, LZMA -> List.of("xz");
            case BZIP2 -> List.of("lbzip2", "pbzip2", "bzip2");
            case GZIP, ZSTD -> List.of();
        };
    }

    /** Return the arguments with which a program decodes. */
    List<String> arguments(String program, long memory) {
        if (!program.equals("xz")) {
            return List.of("-d", "-c");
        }
        return List.of("-d", "-c", "-T0", "--format=" + this, "--memlimit-decompress=" + memory);
    }

    /**
     * Return the least size in bytes for which starting a program pays off: the first start costs
     * 12 ms, which is how much longer Java takes for that size (2 cores, JDK 17, C1 only).
     */
    long leastForProgram() {
        return this == BZIP2 ? 128 << 10 : 256 << 10;
    }

    @Override
    public String toString() {
        return names.get(0);
    }
}
