package org.qemu.functional.report.internal.output;

/** Numbers the data files with recordings of a test, over all its attempts. */
final class CastNumbers {
    private final String id;
    private int last;

    CastNumbers(String id) {
        this.id = id;
    }

    /** Return the key of the next file. */
    String next() {
        return id + "/" + ++last;
    }
}
