package org.qemu.functional.qtest.qos.iommu;

import static org.qemu.functional.qtest.qos.iommu.PageFormat.PAGE;

import java.util.Optional;
import org.qemu.functional.qtest.qos.machine.QosMachine;

/**
 * The page tables for the accesses of a device. With both stages, intermediate addresses differ
 * from physical ones, so that a stage that is omitted is noticed.
 */
public final class Translation {
    /** The difference between intermediate and physical addresses. */
    private static final long INTERMEDIATE = 0x10_0000_0000L;

    private final Optional<PageTable> second;
    private final Optional<PageTable> first;

    private Translation(Optional<PageTable> first, Optional<PageTable> second) {
        this.first = first;
        this.second = second;
    }

    static Translation create(
            QosMachine machine, Stages stages, PageFormat first, PageFormat second) {
        Optional<PageTable> outer =
                Optional.of(second)
                        .filter(format -> stages.hasSecond())
                        .map(
                                format ->
                                        new PageTable(
                                                machine.qtest(),
                                                machine.memory(),
                                                format,
                                                physical -> physical));
        Optional<PageTable> inner =
                Optional.of(first)
                        .filter(format -> stages.hasFirst())
                        .map(
                                format ->
                                        new PageTable(
                                                machine.qtest(),
                                                machine.memory(),
                                                format,
                                                physical -> intermediate(outer, physical)));
        return new Translation(inner, outer);
    }

    /** Map the page of a physical address in the second stage, and return the address. */
    private static long intermediate(Optional<PageTable> outer, long physical) {
        if (outer.isEmpty()) {
            return physical;
        }
        long page = physical & -PAGE;
        outer.get().map(page + INTERMEDIATE, page);
        return physical + INTERMEDIATE;
    }

    /** Return the address by which the IOMMU reaches a structure of the first stage. */
    long reachable(long physical) {
        return first.isPresent() ? intermediate(second, physical) : physical;
    }

    /**
     * Map a page of 4 KiB for reading and writing, or replace its mapping. Call the IOMMU's {@code
     * invalidate} afterwards if the device has used the page before.
     *
     * @param from the device's address of the page
     * @param to its physical address
     * @throws IllegalArgumentException if an address is not that of a page, or the device's address
     *     is beyond the range of the tables
     * @throws IllegalStateException if there is no stage
     */
    public void map(long from, long to) {
        if (first.isPresent()) {
            first.get().map(from, intermediate(second, to));
        } else {
            second.orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            "without a stage, nothing can be mapped"))
                    .map(from, to);
        }
    }

    Optional<PageTable> first() {
        return first;
    }

    Optional<PageTable> second() {
        return second;
    }
}
