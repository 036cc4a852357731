package org.qemu.functional.qtest;

/** How much one access moves: the b, w, l and q of QEMU's names. */
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

    /** The number of bytes, 1 to 8. */
    public int bytes() {
        return bytes;
    }

    /** The number of bits, 8 to 64. */
    public int bits() {
        return 8 * bytes;
    }

    /** The largest value, as an unsigned number. */
    public long mask() {
        return mask;
    }

    /** The letter that ends the names of accesses, as in {@code readl}. */
    public String letter() {
        return letter;
    }

    /** The value with its bytes in the other order. */
    public long swap(long value) {
        return Long.reverseBytes(value) >>> (64 - bits());
    }

    /** The value as tests and messages print it, such as {@code 0x00ff}. */
    public String hex(long value) {
        String digits = Long.toHexString(value & mask);
        return "0x" + "0".repeat(2 * bytes - digits.length()) + digits;
    }

    /**
     * The width of so many bytes.
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
                "no access moves %d bytes; 1, 2, 4 and 8 do".formatted(bytes));
    }
}
