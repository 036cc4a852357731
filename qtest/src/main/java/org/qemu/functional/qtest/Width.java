package org.qemu.functional.qtest;

/** The width of an access: the b, w, l and q in QEMU's names. */
public enum Width {
    /** 8 bits. */
    B(1),
    /** 16 bits. */
    W(2),
    /** 32 bits. */
    L(4),
    /** 64 bits. */
    Q(8);

    private final int bytes;
    private final long mask;
    private final String letter;

    Width(int bytes) {
        this.bytes = bytes;
        this.mask = -1L >>> (64 - 8 * bytes);
        this.letter = name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Return the number of bytes, 1 to 8. */
    public int bytes() {
        return bytes;
    }

    /** Return the number of bits, 8 to 64. */
    public int bits() {
        return 8 * bytes;
    }

    /** Return the largest value, as an unsigned number. */
    public long mask() {
        return mask;
    }

    /** Return the letter that ends the names of accesses, as in {@code readl}. */
    public String letter() {
        return letter;
    }

    /** Return the value with its bytes in reverse order. */
    public long swap(long value) {
        return Long.reverseBytes(value) >>> (64 - bits());
    }

    /** Return the value in the format of messages, such as {@code 0x00ff}. */
    public String hex(long value) {
        String digits = Long.toHexString(value & mask);
        return "0x" + "0".repeat(2 * bytes - digits.length()) + digits;
    }

    /**
     * Return the width for a number of bytes.
     *
     * @throws IllegalArgumentException unless it is 1, 2, 4 or 8
     */
    public static Width ofBytes(int bytes) {
        for (Width width : values()) {
            if (width.bytes == bytes) {
                return width;
            }
        }
        throw new IllegalArgumentException(
                "an access cannot have %d bytes; use 1, 2, 4 or 8".formatted(bytes));
    }
}
