package org.qemu.functional.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import org.qemu.functional.archive.decode.Compression;
import org.qemu.functional.archive.decode.Decoders;
import org.qemu.functional.archive.decode.Magic;
import org.qemu.functional.archive.decode.Slice;

/** Opens what is compressed, within the limits. */
record Opener(Decoders decoders, Budget budget) {
    BufferedInputStream open(Compression compression, Slice packed) throws IOException {
        long memory = budget.limits().memory();
        return Magic.buffered(budget.metered(decoders.open(compression, packed, memory)));
    }
}
