package org.qemu.functional.archive.internal.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import org.qemu.functional.archive.internal.common.ExtractionQuota;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;
import org.qemu.functional.archive.internal.decode.Compression;
import org.qemu.functional.archive.internal.decode.Decoders;
import org.qemu.functional.archive.internal.decode.FileSlice;
import org.qemu.functional.archive.internal.decode.MagicBytes;

/** Opens compressed data, within the limits. */
record Decompressors(Decoders decoders, ExtractionQuota quota) {
    /** Return the limit on the memory of a decoder's dictionary in the Java heap, in bytes. */
    long memory() {
        return Math.min(quota.limits().memory(), Runtime.getRuntime().maxMemory() / 2);
    }

    BufferedInputStream open(Compression compression, FileSlice packed, ExtractionWarnings notes)
            throws IOException {
        long memory = quota.limits().memory();
        return MagicBytes.buffered(
                quota.metered(decoders.open(compression, packed, memory, notes)));
    }
}
