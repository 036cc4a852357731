package org.qemu.functional.vfiouser.internal.server;

import java.io.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.internal.device.IoDescriptor;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.DeviceInfo;
import org.qemu.functional.vfiouser.wire.IrqInfo;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.region.IoSubRegion;
import org.qemu.functional.vfiouser.wire.region.MmapArea;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionInfo;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsReply;
import org.qemu.functional.vfiouser.wire.region.RegionIoFdsRequest;

/** Tells a client what the device consists of. */
final class InfoRequests {
    private final DeviceModel model;

    InfoRequests(DeviceModel model) {
        this.model = model;
    }

    ServerReply device(Message request) {
        DeviceInfo.decode(request.payload());
        return ServerReply.of(
                new DeviceInfo(
                        DeviceInfo.SIZE,
                        DeviceInfo.PCI | DeviceInfo.RESET,
                        PciRegion.values().length,
                        PciIrq.values().length));
    }

    ServerReply region(Message request) {
        RegionInfo asked = RegionInfo.decode(request.payload());
        PciRegion index = regionOf(asked.index());
        DeviceRegion region = model.regions().get(index);
        if (region == null) {
            return ServerReply.of(
                    RegionInfo.reply(asked.argsz(), 0, asked.index(), 0, 0, List.of()));
        }
        FileDescriptor file = region.file();
        int flags =
                (region.isReadable() ? RegionInfo.READ : 0)
                        | (region.isWritable() ? RegionInfo.WRITE : 0)
                        | (file == null ? 0 : RegionInfo.MMAP);
        List<MmapArea> areas = region.areas();
        RegionInfo info =
                RegionInfo.reply(
                        asked.argsz(),
                        flags,
                        asked.index(),
                        region.size(),
                        region.fileOffset(),
                        areas);
        boolean sendsFile = file != null && (info.flags() & RegionInfo.CAPS) != 0;
        return new ServerReply(info, sendsFile ? List.of(file) : List.of());
    }

    ServerReply interrupts(Message request) {
        IrqInfo asked = IrqInfo.decode(request.payload());
        PciIrq kind =
                PciIrq.of(asked.index())
                        .orElseThrow(
                                () ->
                                        DeviceErrors.invalid(
                                                "There are no interrupts of type %d"
                                                        .formatted(asked.index())));
        return ServerReply.of(
                new IrqInfo(
                        IrqInfo.SIZE,
                        IrqInfo.EVENTFD,
                        asked.index(),
                        model.interrupts().count(kind)));
    }

    ServerReply ioDescriptors(Message request, int dataLimit) {
        RegionIoFdsRequest asked = RegionIoFdsRequest.decode(request.payload());
        if (asked.flags() != 0 || asked.count() != 0 || asked.argsz() > dataLimit) {
            throw DeviceErrors.invalid(
                    "%s: flags and count must be 0, argsz at most %d".formatted(asked, dataLimit));
        }
        PciRegion index = regionOf(asked.index());
        if (model.regions().get(index) == null) {
            throw DeviceErrors.invalid("The device has no region " + index);
        }
        List<FileDescriptor> descriptors = new ArrayList<>();
        List<IoSubRegion> parts = new ArrayList<>();
        for (IoDescriptor part : model.regions().descriptors(index)) {
            parts.add(
                    new IoSubRegion.Ioeventfd(
                            part.offset(),
                            part.length(),
                            indexOf(part, descriptors),
                            IoSubRegion.IOEVENTFD,
                            part.flags(),
                            0,
                            0,
                            part.match()));
        }
        RegionIoFdsReply reply = RegionIoFdsReply.of(asked.argsz(), asked.index(), parts);
        return new ServerReply(reply, reply.subRegions().isEmpty() ? List.of() : descriptors);
    }

    /** Return where a descriptor is among those that are sent; the same one is sent once. */
    private static long indexOf(IoDescriptor part, List<FileDescriptor> descriptors) {
        FileDescriptor descriptor = part.descriptor();
        if (descriptor == null) {
            return IoSubRegion.NO_DESCRIPTOR;
        }
        int known = descriptors.indexOf(descriptor);
        if (known >= 0) {
            return known;
        }
        descriptors.add(descriptor);
        return descriptors.size() - 1L;
    }

    private static PciRegion regionOf(long index) {
        return PciRegion.of(index)
                .orElseThrow(() -> DeviceErrors.invalid("There is no region %d".formatted(index)));
    }
}
