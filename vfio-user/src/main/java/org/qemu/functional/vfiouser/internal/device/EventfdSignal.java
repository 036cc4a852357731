package org.qemu.functional.vfiouser.internal.device;

import java.io.FileDescriptor;
import java.io.IOException;
import org.qemu.functional.vfiouser.linux.DescriptorPoll;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Eventfd;

/** An eventfd that a client sent for an interrupt. */
public final class EventfdSignal implements InterruptSignal {
    private final FileDescriptor descriptor;

    /** Take over a descriptor. */
    public EventfdSignal(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public void trigger() throws IOException {
        // A client may send a descriptor that blocks, such as that of a full pipe.
        int number = Descriptors.number(descriptor);
        if (!DescriptorPoll.await(number, DescriptorPoll.OUT, System.nanoTime())) {
            throw new IOException("the descriptor that the client sent cannot be written now");
        }
        Eventfd.signal(descriptor);
    }

    @Override
    public void close() throws IOException {
        Descriptors.close(descriptor);
    }
}
