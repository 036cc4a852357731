package org.qemu.functional.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import org.qemu.functional.archive.common.Notes;
import org.qemu.functional.archive.decode.Compression;
import org.qemu.functional.archive.decode.Decoders;
import org.qemu.functional.archive.decode.Magic;
import org.qemu.functional.archive.decode.Slice;

/** Opens what is compressed, within the limits. */
record Opener(Decoders decoders, Budget budget) {
    /** Returns how many bytes of Java's memory a decoder's dictionary may take. */
    long memory() {
        return Math.min(budget.limits().memory(), Runtime.getRuntime().maxMemory() / 2);
    }

    BufferedInputStream open(Compression compression, Slice packed, Notes notes)
            throws IOException {
        long memory = budget.limits().memory();
        return Magic.buffered(budget.metered(decoders.open(compression, packed, memory, notes)));
    }
}
