package org.qemu.functional.vfiouser.internal.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.MaskListener;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.internal.device.EventfdSignal;
import org.qemu.functional.vfiouser.internal.device.InterruptTable;
import org.qemu.functional.vfiouser.transport.DescriptorList;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.IrqSet;
import org.qemu.functional.vfiouser.wire.PciIrq;

/**
 * Sets, triggers, masks and disables interrupts as a client asks for it (struct vfio_irq_set in
 * linux/vfio.h).
 */
final class InterruptRequests {
    private static final int ACTIONS =
            IrqSet.ACTION_MASK | IrqSet.ACTION_UNMASK | IrqSet.ACTION_TRIGGER;
    private static final int DATA = IrqSet.DATA_NONE | IrqSet.DATA_BOOL | IrqSet.DATA_EVENTFD;

    private final DeviceModel model;

    InterruptRequests(DeviceModel model) {
        this.model = model;
    }

    ServerReply set(Message request) throws IOException {
        IrqSet set = IrqSet.decode(request.payload());
        DescriptorList descriptors = request.descriptors();
        PciIrq kind = check(set, descriptors.size());
        int start = (int) set.start();
        int count = (int) set.count();
        InterruptTable table = model.interrupts();
        int action = set.flags() & ACTIONS;
        int data = set.flags() & DATA;
        if (action != IrqSet.ACTION_TRIGGER) {
            MaskListener listener = model.callbacks().masks().get(kind);
            if (listener != null) {
                listener.changed(start, count, action == IrqSet.ACTION_MASK);
            }
        } else if (data == IrqSet.DATA_NONE && count == 0) {
            table.disable(kind, 0, table.count(kind));
        } else if (data == IrqSet.DATA_EVENTFD && descriptors.isEmpty()) {
            table.disable(kind, start, count);
        } else if (data == IrqSet.DATA_EVENTFD) {
            List<EventfdSignal> signals = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                signals.add(new EventfdSignal(descriptors.take(i)));
            }
            table.set(kind, start, signals);
        } else {
            for (int i = 0; i < count; i++) {
                if (data == IrqSet.DATA_NONE || set.data().get(i) == 1) {
                    table.triggerIfSet(kind, start + i);
                }
            }
        }
        return ServerReply.EMPTY;
    }

    private PciIrq check(IrqSet set, int descriptors) {
        PciIrq kind = PciIrq.of(set.index()).orElseThrow(() -> refuse(set, "type is unknown"));
        int action = set.flags() & ACTIONS;
        int data = set.flags() & DATA;
        boolean single = kind == PciIrq.ERR || kind == PciIrq.REQ;
        long available = model.interrupts().count(kind);
        require(Integer.bitCount(action) == 1, set, "flags need one action");
        require(Integer.bitCount(data) == 1, set, "flags need one kind of data");
        require(
                (set.flags() & ~(ACTIONS | DATA)) == 0,
                set,
                "flags have bits that have no meaning");
        require(
                data != IrqSet.DATA_BOOL || set.data().remaining() == set.count(),
                set,
                "data must have a byte for each interrupt");
        require(
                set.start() < available && set.start() + set.count() <= available,
                set,
                "device has only %d of these interrupts".formatted(available));
        require(!single || action == IrqSet.ACTION_TRIGGER, set, "interrupt can only be triggered");
        require(
                set.count() != 0
                        || (set.start() == 0
                                && action == IrqSet.ACTION_TRIGGER
                                && data == IrqSet.DATA_NONE),
                set,
                "count may be 0 only to disable all interrupts");
        require(
                descriptors == 0 || (data == IrqSet.DATA_EVENTFD && descriptors == set.count()),
                set,
                "%d descriptors do not fit".formatted(descriptors));
        return kind;
    }

    private static void require(boolean condition, IrqSet set, String problem) {
        if (!condition) {
            throw refuse(set, problem);
        }
    }

    private static DeviceException refuse(IrqSet set, String problem) {
        return DeviceErrors.invalid("%s: the %s".formatted(set, problem));
    }
}
