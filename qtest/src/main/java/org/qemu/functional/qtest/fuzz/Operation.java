package org.qemu.functional.qtest.fuzz;

import org.qemu.functional.qtest.Batch;
import org.qemu.functional.qtest.Width;

/**
 * One access of the CPU.
 *
 * @param kind the target and the direction
 * @param width the width
 * @param address a port, or a physical address
 * @param value the value to write; 0 for a read
 */
record Operation(Kind kind, Width width, long address, long value) {
    /** The methods of {@link org.qemu.functional.qtest.QTest}, without the letter of the width. */
    enum Kind {
        IN("in"),
        OUT("out"),
        READ("read"),
        WRITE("write");

        private final String method;

        Kind(String method) {
            this.method = method;
        }

        boolean writes() {
            return this == OUT || this == WRITE;
        }
    }

    void addTo(Batch batch) {
        switch (kind) {
            case IN -> batch.in(width, (int) address);
            case OUT -> batch.out(width, (int) address, value);
            case READ -> batch.read(width, address);
            case WRITE -> batch.write(width, address, value);
        }
    }

    Operation withValue(long other) {
        return new Operation(kind, width, address, other & width.mask());
    }

    /** Return the line of a test that performs the access. */
    @Override
    public String toString() {
        String call = "qtest.%s%s(0x%x".formatted(kind.method, width.letter(), address);
        String suffix = kind == Kind.IN || kind == Kind.OUT ? "" : "L";
        return kind.writes()
                ? "%s%s, 0x%xL);".formatted(call, suffix, value)
                : "%s%s);".formatted(call, suffix);
    }
}
