package org.qemu.functional.vfiouser.internal.server;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DmaMessages;

/** Sends the device's commands to a client, from any thread, while no request is handled. */
final class LockedMessages implements DmaMessages {
    private final AttachedClient client;
    private final Lock lock;
    private final Runnable wakeUp;

    /**
     * Create the commands to a client.
     *
     * @param lock held by the thread that handles a request
     * @param wakeUp called when a request of the client waits, or it was lost
     */
    LockedMessages(AttachedClient client, Lock lock, Runnable wakeUp) {
        this.client = client;
        this.lock = lock;
        this.wakeUp = wakeUp;
    }

    @Override
    public void read(long address, ByteBuffer target) {
        exchange(() -> client.read(address, target));
    }

    @Override
    public void write(long address, ByteBuffer source) {
        exchange(() -> client.write(address, source));
    }

    private void exchange(Runnable exchange) {
        lock.lock();
        try {
            if (!client.socket().isOpen()) {
                throw DeviceErrors.notConnected("The client is gone");
            }
            try {
                exchange.run();
            } finally {
                if (client.hasWaiting() || !client.socket().isOpen()) {
                    wakeUp.run();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
