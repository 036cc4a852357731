package org.qemu.functional.vfiouser.client;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.IrqInfo;
import org.qemu.functional.vfiouser.wire.IrqSet;
import org.qemu.functional.vfiouser.wire.PciIrq;

/** The interrupts of a device, for a client. */
public final class ClientInterrupts {
    private final ClientConnection connection;

    ClientInterrupts(ClientConnection connection) {
        this.connection = connection;
    }

    /** Ask how many interrupts of a type the device has. */
    public IrqInfo info(PciIrq type) {
        return IrqInfo.decode(
                connection.exchange(
                        Command.DEVICE_GET_IRQ_INFO, IrqInfo.request(IrqInfo.SIZE, type.index())));
    }

    /**
     * Connect an interrupt to a new eventfd, which counts how often it is triggered. The caller
     * closes it.
     */
    public Eventfd connect(PciIrq type, long vector) {
        Eventfd eventfd;
        try {
            eventfd = Eventfd.create();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create an eventfd", e);
        }
        try {
            connect(type, vector, eventfd.descriptor());
            return eventfd;
        } catch (RuntimeException e) {
            try {
                eventfd.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** Connect interrupts from a vector on to eventfds, which remain with the caller. */
    public void connect(PciIrq type, long start, FileDescriptor... eventfds) {
        set(
                IrqSet.of(
                        IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER,
                        type.index(),
                        start,
                        eventfds.length),
                eventfds);
    }

    /** Disconnect all interrupts of a type. */
    public void disable(PciIrq type) {
        set(IrqSet.of(IrqSet.DATA_NONE | IrqSet.ACTION_TRIGGER, type.index(), 0, 0));
    }

    /** Trigger interrupts from a vector on, as if the device had. */
    public void trigger(PciIrq type, long start, long count) {
        set(IrqSet.of(IrqSet.DATA_NONE | IrqSet.ACTION_TRIGGER, type.index(), start, count));
    }

    /** Mask interrupts from a vector on. */
    public void mask(PciIrq type, long start, long count) {
        set(IrqSet.of(IrqSet.DATA_NONE | IrqSet.ACTION_MASK, type.index(), start, count));
    }

    /** Unmask interrupts from a vector on. */
    public void unmask(PciIrq type, long start, long count) {
        set(IrqSet.of(IrqSet.DATA_NONE | IrqSet.ACTION_UNMASK, type.index(), start, count));
    }

    /** Send any request. */
    public void set(IrqSet request, FileDescriptor... eventfds) {
        connection.exchange(Command.DEVICE_SET_IRQS, request, eventfds);
    }
}
