package org.qemu.functional.vfiouser.client;

import java.util.List;
import org.qemu.functional.vfiouser.transport.DescriptorList;
import org.qemu.functional.vfiouser.wire.region.IoSubRegion;

/**
 * The parts of a region that can be written without a message.
 *
 * @param subRegions the parts
 * @param descriptors what their indexes stand for
 */
public record RegionDescriptors(List<IoSubRegion> subRegions, DescriptorList descriptors)
        implements AutoCloseable {
    public RegionDescriptors {
        subRegions = List.copyOf(subRegions);
    }

    /** Close the descriptors that were not taken. */
    @Override
    public void close() {
        descriptors.close();
    }
}
