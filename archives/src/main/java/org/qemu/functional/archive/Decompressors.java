package org.qemu.functional.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import org.qemu.functional.archive.common.ExtractionWarnings;
import org.qemu.functional.archive.decode.Compression;
import org.qemu.functional.archive.decode.Decoders;
import org.qemu.functional.archive.decode.FileSlice;
import org.qemu.functional.archive.decode.MagicBytes;

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
