package org.qemu.functional.vfiouser.internal.device;

import java.io.Closeable;
import java.io.IOException;

/** The descriptor through which a client wants to hear of an interrupt. */
public interface InterruptSignal extends Closeable {
    /** Add one to the client's counter of this interrupt. */
    void trigger() throws IOException;
}
