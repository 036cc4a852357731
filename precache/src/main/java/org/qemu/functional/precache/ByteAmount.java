package org.qemu.functional.precache;

import org.qemu.functional.units.ByteSize;

/** A size as an option takes it. */
record ByteAmount(long bytes) {
    static ByteAmount parse(String text) {
        return new ByteAmount(ByteSize.parse(text));
    }
}
