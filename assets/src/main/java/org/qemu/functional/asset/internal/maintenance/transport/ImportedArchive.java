package org.qemu.functional.asset.internal.maintenance.transport;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.tar.TarInput;

/** Opens a tar archive, plain or compressed, according to its first bytes. */
final class ImportedArchive {
    private static final int ZSTD = 0x28b52ffd;
    private static final int GZIP = 0x1f8b;
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_WINDOW = 31; // 2 GiB, the maximum of `zstd --long=31`

    private ImportedArchive() {}

    static TarInput open(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(4);
        byte[] start = buffered.readNBytes(4);
        buffered.reset();
        int magic = 0;
        for (byte each : start) {
            magic = (magic << 8) | (each & 0xff);
        }
        InputStream plain = buffered;
        if (start.length == 4 && magic == ZSTD) {
            plain = new ZstdInputStreamNoFinalizer(buffered).setLongMax(LONGEST_WINDOW);
        } else if (start.length == 4 && magic >>> 16 == GZIP) {
            plain = new GZIPInputStream(buffered, BUFFER);
        }
        return new TarInput(
                new BufferedInputStream(plain, BUFFER),
                new ExtractionWarnings("the archive to import"));
    }
}
