package org.qemu.functional.vfiouser;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

/** Saves and restores the state of a device. To fail a request, throw a {@link DeviceException}. */
public interface MigrationHandler {
    /** Enter a state. The server passes through all states on the way to the one asked for. */
    void enter(MigrationState state);

    /**
     * Put the next part of the device's state into a buffer; nothing if all has been read.
     *
     * @param data the buffer, with as much space as the client asked for
     */
    void save(ByteBuffer data);

    /** Take the next part of a state from a buffer; what remains in it fails the request. */
    void restore(ByteBuffer data);
}
