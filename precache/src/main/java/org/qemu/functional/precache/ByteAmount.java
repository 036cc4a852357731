package org.qemu.functional.precache;

import org.qemu.functional.amount.ByteCount;

/** A size as an option takes it. */
record ByteAmount(long bytes) {
    static ByteAmount parse(String text) {
        return new ByteAmount(ByteCount.parse(text));
    }
}
