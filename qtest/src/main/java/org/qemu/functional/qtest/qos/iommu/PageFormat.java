package org.qemu.functional.qtest.qos.iommu;

/**
 * The format of the entries of a page table with pages of 4 KiB and 8 bytes for each entry.
 *
 * @param levels the number of levels
 * @param rootBits the bits of an address that select an entry of the first table; 9 for each of the
 *     other tables
 * @param shift by how many bits the address of a page is shifted to the right in an entry
 * @param table the other bits of an entry that refers to a table
 * @param page the other bits of an entry that refers to a page that can be read and written
 */
record PageFormat(int levels, int rootBits, int shift, long table, long page) {
    /**
     * Stage 1 of VMSAv8-64, 48 bits (Arm Architecture Reference Manual, D8.3): access flag, inner
     * shareable, accessible to the unprivileged.
     */
    static final PageFormat ARM_FIRST = new PageFormat(4, 9, 0, 3, 3 | 1 << 6 | 3 << 8 | 1 << 10);

    /** Stage 2 of VMSAv8-64, 44 bits, normal memory: as {@link #ARM_FIRST}, without execution. */
    static final PageFormat ARM_SECOND =
            new PageFormat(4, 5, 0, 3, 3 | 0xf << 2 | 3 << 6 | 3 << 8 | 1 << 10 | 1L << 54);

    /** Sv39 (RISC-V Privileged Architecture, 12.4): V, and V, R, W, U, A, D. */
    static final PageFormat SV39 = new PageFormat(3, 9, 2, 1, 0xd7);

    /** Sv39x4 (15.5.1): a first table of 16 KiB. */
    static final PageFormat SV39_X4 = new PageFormat(3, 11, 2, 1, 0xd7);

    private static final int PAGE_BITS = 12;
    private static final int INDEX_BITS = 9;

    /** The size of a page in bytes. */
    static final int PAGE = 1 << PAGE_BITS;

    /** Return the size of a table in bytes, which is also its alignment. */
    long tableSize(int level) {
        return 8L << bits(level);
    }

    private int bits(int level) {
        return level == 0 ? rootBits : INDEX_BITS;
    }

    /** Return the index of the entry for an address in the table of a level, 0 for the first. */
    long index(int level, long address) {
        int below = PAGE_BITS + INDEX_BITS * (levels - 1 - level);
        return address >>> below & (1L << bits(level)) - 1;
    }

    /** Return the number of bits of an address. */
    int addressBits() {
        return PAGE_BITS + INDEX_BITS * (levels - 1) + rootBits;
    }

    /** Return the entry for a table or page. */
    long entry(long address, boolean isPage) {
        return address >>> shift | (isPage ? page : table);
    }
}
