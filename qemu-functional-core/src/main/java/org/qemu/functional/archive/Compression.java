package org.qemu.functional.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** Kinds of compressed files; the first name is the one that QEMU's framework uses. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are those of List.of
enum Compression {
    /** RFC 1952. */
    GZIP(List.of("gz", "gzip"), List.of(".gz", ".tgz")) {
        @Override
        boolean matches(byte[] head) {
            return Magic.at(head, 0, 0x1f, 0x8b);
        }

        @Override
        InputStream open(InputStream in) throws IOException {
            return GzipCompressorInputStream.builder()
                    .setInputStream(in)
                    .setBufferSize(1 << 16)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    /** The .xz file format 1.2, xz-file-format.txt of the XZ Utils. */
    XZ(List.of("xz"), List.of(".xz", ".txz")) {
        @Override
        boolean matches(byte[] head) {
            return Magic.at(head, 0, 0xfd, '7', 'z', 'X', 'Z', 0);
        }

        @Override
        InputStream open(InputStream in) throws IOException {
            return new XZInputStream(in, MEMORY_LIMIT_KIB);
        }
    },
    /** RFC 8878; a skippable frame may come first. */
    ZSTD(List.of("zstd", "zst"), List.of(".zst", ".zstd", ".tzst")) {
        @Override
        boolean matches(byte[] head) {
            return Magic.at(head, 0, 0x28, 0xb5, 0x2f, 0xfd)
                    || (Magic.at(head, 1, 0x2a, 0x4d, 0x18) && (head[0] & 0xf0) == 0x50);
        }

        @Override
        InputStream open(InputStream in) throws IOException {
            return new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG_MAX);
        }
    },
    /** As bzip2 writes it. */
    BZIP2(List.of("bz2", "bzip2"), List.of(".bz2", ".tbz2", ".tbz")) {
        @Override
        boolean matches(byte[] head) {
            return Magic.at(head, 0, 'B', 'Z', 'h') && head[3] >= '1' && head[3] <= '9';
        }

        @Override
        InputStream open(InputStream in) throws IOException {
            return new BZip2CompressorInputStream(in, true);
        }
    },
    /**
     * LZMA alone, which has no magic number: the parameters that all encoders use, a dictionary of
     * 2^n or 2^n + 2^(n-1) bytes and the size, unknown or below 256 GiB, have to do (as in
     * file(1)).
     */
    LZMA(List.of("lzma"), List.of(".lzma", ".tlz")) {
        @Override
        boolean matches(byte[] head) {
            if (!Magic.at(head, 0, 0x5d, 0, 0) || head.length < 13) {
                return false;
            }
            int dictionary = ((head[3] & 0xff) << 16) | ((head[4] & 0xff) << 24);
            boolean unknown = Magic.at(head, 5, 255, 255, 255, 255, 255, 255, 255, 255);
            return Integer.bitCount(dictionary) <= 2
                    && dictionary != 0
                    && (unknown || ((head[10] & 0xff) < 64 && head[11] == 0 && head[12] == 0));
        }

        @Override
        InputStream open(InputStream in) throws IOException {
            return new LZMAInputStream(in, MEMORY_LIMIT_KIB);
        }
    };

    /** Enough for a dictionary of 256 MiB, four times that of {@code xz -9}. */
    private static final int MEMORY_LIMIT_KIB = 300 * 1024;

    /** What {@code zstd --ultra --long=31} writes; without this, anything above 2^27 is refused. */
    private static final int ZSTD_WINDOW_LOG_MAX = 31;

    private final List<String> names;
    private final List<String> suffixes;

    Compression(List<String> names, List<String> suffixes) {
        this.names = names;
        this.suffixes = suffixes;
    }

    abstract boolean matches(byte[] head);

    /** Opens for reading what was compressed, to the end of the last of several streams. */
    abstract InputStream open(InputStream in) throws IOException;

    static @Nullable Compression of(byte[] head) {
        return Arrays.stream(values()).filter(c -> c.matches(head)).findFirst().orElse(null);
    }

    static @Nullable Compression guess(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(c -> c.suffixes.stream().anyMatch(name::endsWith))
                .findFirst()
                .orElse(null);
    }

    static Compression named(String format) {
        return Arrays.stream(values())
                .filter(c -> c.names.contains(format))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'%s' is no compression: gz, xz, zstd, bz2 and lzma are known"
                                                .formatted(format)));
    }

    @Override
    public String toString() {
        return names.get(0);
    }
}
