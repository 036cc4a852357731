package org.qemu.functional.qtest.qos.iommu;

import static org.qemu.functional.qtest.qos.iommu.PageFormat.PAGE;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.GuestAllocator;

/** A tree of tables in the machine's memory. */
final class PageTable {
    private final QTest qtest;
    private final GuestAllocator allocator;
    private final PageFormat format;
    private final LongUnaryOperator reachable;
    private final long root;

    /** The physical addresses of the tables by the physical address of the entry. */
    private final Map<Long, Long> tables = new HashMap<>();

    /**
     * Create an empty tree.
     *
     * @param reachable converts the physical address of a table into the address by which the IOMMU
     *     reaches it
     */
    PageTable(
            QTest qtest, GuestAllocator allocator, PageFormat format, LongUnaryOperator reachable) {
        this.qtest = qtest;
        this.allocator = allocator;
        this.format = format;
        this.reachable = reachable;
        this.root = allocate(0);
    }

    private long allocate(int level) {
        long size = format.tableSize(level);
        // A smaller first table is aligned to a page as well.
        long table = allocator.alloc(size, Math.max(size, PAGE));
        qtest.memset(table, size, 0);
        return table;
    }

    /** Return the address by which the IOMMU reaches the first table. */
    long root() {
        return reachable.applyAsLong(root);
    }

    /** Map a page, or replace its mapping. */
    void map(long from, long to) {
        if ((from | to) % PAGE != 0 || from >>> format.addressBits() != 0) {
            throw new IllegalArgumentException(
                    "cannot map 0x%x to 0x%x: use the addresses of pages of %d bytes, the first with at most %d bits"
                            .formatted(from, to, PAGE, format.addressBits()));
        }
        int last = format.levels() - 1;
        long table = root;
        for (int level = 0; level < last; level++) {
            table = next(level, table + 8 * format.index(level, from));
        }
        write(table + 8 * format.index(last, from), format.entry(to, true));
    }

    private long next(int level, long entry) {
        Long table = tables.get(entry);
        if (table == null) {
            table = allocate(level + 1);
            tables.put(entry, table);
            write(entry, format.entry(reachable.applyAsLong(table), false));
        }
        return table;
    }

    private void write(long address, long entry) {
        qtest.memory(ByteOrder.LITTLE_ENDIAN).writeq(address, entry);
    }
}
