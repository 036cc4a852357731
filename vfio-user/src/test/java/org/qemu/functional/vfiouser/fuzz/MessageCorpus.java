package org.qemu.functional.vfiouser.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Capabilities.Migration;
import org.qemu.functional.vfiouser.wire.Capabilities.TwinSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DeviceInfo;
import org.qemu.functional.vfiouser.wire.DirtyBitmap;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.DmaUnmap;
import org.qemu.functional.vfiouser.wire.IrqInfo;
import org.qemu.functional.vfiouser.wire.IrqSet;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VersionMessage;
import org.qemu.functional.vfiouser.wire.feature.DeviceFeature;
import org.qemu.functional.vfiouser.wire.feature.DeviceState;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingControl;
import org.qemu.functional.vfiouser.wire.feature.DmaLoggingReport;
import org.qemu.functional.vfiouser.wire.feature.Feature;
import org.qemu.functional.vfiouser.wire.feature.MigrationData;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;
import org.qemu.functional.vfiouser.wire.region.RegionInfo;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsRequest;
import org.qemu.functional.vfiouser.wire.region.RegionWrite;
import org.qemu.functional.vfiouser.wire.region.RegionWrites;

/** Well-formed messages of all commands, from which others are made by mutation. */
final class MessageCorpus {
    private static final int PAGE = 4096;

    private MessageCorpus() {}

    /** Return the first message of a connection. */
    static byte[] version(boolean twin) {
        Capabilities capabilities = Capabilities.of(8, PAGE).with(new Migration((long) PAGE, null));
        return message(
                Command.VERSION,
                VersionMessage.of(
                        twin ? capabilities.with(new TwinSocket(true, null)) : capabilities));
    }

    /** Return messages of all commands. */
    static List<byte[]> messages() {
        List<byte[]> all = new ArrayList<>();
        all.add(message(Command.DEVICE_GET_INFO, DeviceInfo.request(DeviceInfo.SIZE)));
        all.add(message(Command.DEVICE_RESET, Payload.EMPTY));
        for (int i = 0; i < 9; i++) {
            all.add(message(Command.DEVICE_GET_REGION_INFO, RegionInfo.request(512, i)));
            all.add(message(Command.REGION_READ, RegionAccess.of(i, 0x40, 4)));
            all.add(message(Command.REGION_WRITE, RegionAccess.of(i, 0x10, bytes(4))));
        }
        all.add(message(Command.DEVICE_GET_REGION_IO_FDS, new RegionIoFdsRequest(512, 0, 1, 0)));
        all.add(message(Command.REGION_READ, RegionAccess.of(7, 0, 256)));
        all.add(
                message(
                        Command.REGION_WRITE_MULTI,
                        new RegionWrites(
                                List.of(
                                        new RegionWrite(0, 0, 8, 1),
                                        new RegionWrite(7, 4, 2, 7)))));
        addInterrupts(all);
        addMemory(all);
        addFeatures(all);
        return all;
    }

    private static void addInterrupts(List<byte[]> all) {
        for (int i = 0; i < 5; i++) {
            all.add(message(Command.DEVICE_GET_IRQ_INFO, IrqInfo.request(IrqInfo.SIZE, i)));
            int trigger = IrqSet.ACTION_TRIGGER;
            all.add(set(IrqSet.of(trigger | IrqSet.DATA_EVENTFD, i, 0, 1)));
            all.add(set(IrqSet.of(trigger | IrqSet.DATA_NONE, i, 0, 1)));
            all.add(set(IrqSet.of(trigger | IrqSet.DATA_NONE, i, 0, 0)));
            all.add(set(IrqSet.of(trigger | IrqSet.DATA_BOOL, i, 0, new byte[] {1})));
            all.add(set(IrqSet.of(IrqSet.ACTION_MASK | IrqSet.DATA_NONE, i, 0, 1)));
        }
    }

    private static void addMemory(List<byte[]> all) {
        for (int flags : new int[] {3, 1, 7, 11}) {
            all.add(message(Command.DMA_MAP, DmaMap.of(flags, 0, 0x10000, 4 * PAGE)));
            all.add(message(Command.DMA_MAP, DmaMap.of(flags, PAGE, 0, PAGE)));
        }
        all.add(message(Command.DMA_UNMAP, DmaUnmap.of(0x10000, 4 * PAGE)));
        all.add(message(Command.DMA_UNMAP, DmaUnmap.all()));
        all.add(
                message(
                        Command.DMA_UNMAP,
                        new DmaUnmap(
                                DmaUnmap.SIZE + DirtyBitmap.SIZE + 8,
                                DmaUnmap.GET_DIRTY_BITMAP,
                                0x10000,
                                4 * PAGE,
                                DirtyBitmap.request(PAGE, 8))));
    }

    private static void addFeatures(List<byte[]> all) {
        for (MigrationState state : MigrationState.values()) {
            all.add(feature(DeviceFeature.set(Feature.MIG_DEVICE_STATE, DeviceState.of(state))));
        }
        all.add(feature(DeviceFeature.get(Feature.MIG_DEVICE_STATE, Payload.EMPTY, 8)));
        all.add(feature(DeviceFeature.get(Feature.MIGRATION, Payload.EMPTY, 8)));
        all.add(feature(DeviceFeature.probe(Feature.MIGRATION, DeviceFeature.GET)));
        all.add(
                feature(
                        DeviceFeature.set(
                                Feature.DMA_LOGGING_START,
                                new DmaLoggingControl(PAGE, List.of()))));
        all.add(feature(DeviceFeature.set(Feature.DMA_LOGGING_STOP, Payload.EMPTY)));
        all.add(
                feature(
                        DeviceFeature.get(
                                Feature.DMA_LOGGING_REPORT,
                                DmaLoggingReport.request(0x10000, 4 * PAGE, PAGE),
                                DmaLoggingReport.SIZE + 8)));
        all.add(message(Command.MIG_DATA_READ, MigrationData.read(16)));
        all.add(message(Command.MIG_DATA_WRITE, MigrationData.of(bytes(16))));
    }

    private static byte[] set(IrqSet set) {
        return message(Command.DEVICE_SET_IRQS, set);
    }

    private static byte[] feature(DeviceFeature feature) {
        return message(Command.DEVICE_FEATURE, feature);
    }

    private static byte[] message(Command command, Payload payload) {
        byte[] message = new byte[MessageHeader.SIZE + payload.size()];
        ByteBuffer out = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        MessageHeader.command(1, command, payload.size()).encode(out);
        payload.encode(out);
        return message;
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size);
    }
}
