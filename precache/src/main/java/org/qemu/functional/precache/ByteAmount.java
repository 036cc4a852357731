package org.qemu.functional.precache;

import org.qemu.functional.units.ByteSize;

/** A size in the form that an option accepts. */
record ByteAmount(long bytes) {
    static ByteAmount parse(String text) {
        return new ByteAmount(ByteSize.parse(text));
    }
}
