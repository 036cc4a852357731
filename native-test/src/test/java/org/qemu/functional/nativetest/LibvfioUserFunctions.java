package org.qemu.functional.nativetest;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Functions of libvfio-user, as its header declares them: enough for a device and a client. */
interface LibvfioUserFunctions extends Library {
    int SOCKET = 0;
    int NON_BLOCKING = 1;
    int PCI = 0;
    int CONVENTIONAL = 0;
    int READ_WRITE = 3;
    int INTX = 0;
    int CONFIG_REGION = 7;

    /** Called for each access to a region; returns the number of bytes, or -1. */
    interface Access extends Callback {
        long access(@Nullable Pointer context, Pointer buffer, long count, long offset, byte write);
    }

    /** Called for each message. */
    interface LogMessage extends Callback {
        void log(@Nullable Pointer context, int level, String text);
    }

    /** Called when memory of the client is mapped. */
    interface DmaRegister extends Callback {
        void mapped(Pointer context, Pointer info);
    }

    @ThrowsErrno
    Pointer vfu_create_ctx(int transport, String path, int flags, @Nullable Pointer data, int type);

    @ThrowsErrno
    int vfu_setup_log(Pointer context, LogMessage log, int level);

    @ThrowsErrno
    int vfu_pci_init(Pointer context, int type, int header, int revision);

    void vfu_pci_set_id(
            Pointer context, short vendor, short device, short subVendor, short subDevice);

    @ThrowsErrno
    int vfu_setup_region(
            Pointer context,
            int index,
            long size,
            @Nullable Access access,
            int flags,
            @Nullable Pointer areas,
            int numberOfAreas,
            int descriptor,
            long offset);

    @ThrowsErrno
    int vfu_setup_device_nr_irqs(Pointer context, int type, int count);

    @ThrowsErrno
    int vfu_setup_device_dma(
            Pointer context, long regions, DmaRegister map, @Nullable DmaRegister unmap);

    @ThrowsErrno
    int vfu_realize_ctx(Pointer context);

    @ThrowsErrno
    int vfu_attach_ctx(Pointer context);

    @ThrowsErrno
    int vfu_run_ctx(Pointer context);

    void vfu_destroy_ctx(Pointer context);
}
