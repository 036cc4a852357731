package org.qemu.functional.vfiouser.wire.feature;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * Starts the log of the pages that a device writes.
 *
 * @param pageSize the size of a page, in bytes
 * @param ranges the ranges to log; all of the device's memory if empty
 */
public record DmaLoggingControl(long pageSize, List<Range> ranges) implements Payload {
    /** The size of the payload without ranges, in bytes. */
    public static final int SIZE = 16;

    public DmaLoggingControl {
        ranges = List.copyOf(ranges);
    }

    /**
     * A range of memory.
     *
     * @param address where it starts for the device
     * @param length its length, in bytes
     */
    public record Range(long address, long length) {
        static final int SIZE = 16;
    }

    @Override
    public int size() {
        return SIZE + Range.SIZE * ranges.size();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putLong(pageSize).putInt(ranges.size()).putInt(0);
        ranges.forEach(range -> out.putLong(range.address()).putLong(range.length()));
    }

    /**
     * Read the data of a feature.
     *
     * @throws MalformedPayloadException if it is too short for the ranges that it announces
     */
    public static DmaLoggingControl decode(ByteBuffer data) {
        ByteBuffer in = PayloadFields.atLeast(data, SIZE, "DMA_LOGGING_START");
        long pageSize = in.getLong();
        long count = PayloadFields.u32(in);
        in.getInt();
        if (count * Range.SIZE > in.remaining()) {
            throw new MalformedPayloadException(
                    "the data of 'DMA_LOGGING_START' announces %d ranges in %d bytes"
                            .formatted(count, in.remaining()));
        }
        List<Range> ranges = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            ranges.add(new Range(in.getLong(), in.getLong()));
        }
        return new DmaLoggingControl(pageSize, ranges);
    }
}
