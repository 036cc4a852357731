package org.qemu.functional.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import org.qemu.functional.archive.common.ExtractionWarnings;
import org.qemu.functional.archive.decode.Compression;
import org.qemu.functional.archive.decode.Decoders;
import org.qemu.functional.archive.decode.FileSlice;
import org.qemu.functional.archive.decode.MagicBytes;

/** Opens what is compressed, within the limits. */
record Decompressors(Decoders decoders, ExtractionQuota budget) {
    /** Returns how many bytes of Java's memory a decoder's dictionary may take. */
    long memory() {
        return Math.min(budget.limits().memory(), Runtime.getRuntime().maxMemory() / 2);
    }

    BufferedInputStream open(Compression compression, FileSlice packed, ExtractionWarnings notes)
            throws IOException {
        long memory = budget.limits().memory();
        return MagicBytes.buffered(
                budget.metered(decoders.open(compression, packed, memory, notes)));
    }
}
