package org.qemu.functional.vfiouser.suite;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The functions of libvfio-user that the suite calls; see its {@code libvfio-user.h}. */
@SuppressWarnings("MemberName") // the names of C
interface LibvfioUser extends Library {
    int ATTACH_NONBLOCKING = 1;
    int REGION_MEMORY = 4;
    int REGION_ALWAYS_CALLBACK = 8;
    int REGION_64_BITS = 16;
    int REGION_PREFETCH = 32;
    int CAPABILITY_EXTENDED = 1;
    int CAPABILITY_CALLBACK = 2;
    int CAPABILITY_READONLY = 4;
    int PCI_CONVENTIONAL = 0;
    int PCI_EXPRESS = 3;
    int DIRECT_ACCESS = 1;
    int MIGRATION_VERSION = 2;
    int LOG_DEBUG = 7;

    /** Takes a line of the library's log. */
    interface LogCallback extends Callback {
        void invoke(Pointer context, int level, String text);
    }

    /** Reads or writes a region. */
    interface RegionCallback extends Callback {
        long invoke(Pointer context, Pointer buffer, long count, long offset, byte isWrite);
    }

    /** Takes a context alone, or with a number. */
    interface QuiesceCallback extends Callback {
        int invoke(Pointer context);
    }

    /** Takes a kind of reset, or a migration state. */
    interface NumberCallback extends Callback {
        int invoke(Pointer context, int number);
    }

    /** Takes a range of memory. */
    interface DmaCallback extends Callback {
        void invoke(Pointer context, Pointer info);
    }

    /** Takes masked interrupts. */
    interface IrqStateCallback extends Callback {
        void invoke(Pointer context, int start, int count, byte mask);
    }

    /** Reads or writes the state of a device. */
    interface DataCallback extends Callback {
        long invoke(Pointer context, Pointer buffer, long count);
    }

    @Nullable Pointer vfu_create_ctx(
            int transport, String path, int flags, @Nullable Pointer data, int type);

    int vfu_setup_log(Pointer context, LogCallback log, int level);

    int vfu_realize_ctx(Pointer context);

    int vfu_attach_ctx(Pointer context);

    int vfu_run_ctx(Pointer context);

    void vfu_destroy_ctx(Pointer context);

    int vfu_pci_init(Pointer context, int type, int headerType, int revision);

    Pointer vfu_pci_get_config_space(Pointer context);

    int vfu_setup_region(
            Pointer context,
            int index,
            long size,
            @Nullable RegionCallback callback,
            int flags,
            @Nullable Pointer areas,
            int count,
            int fd,
            long offset);

    int vfu_setup_device_nr_irqs(Pointer context, int type, int count);

    int vfu_setup_irq_state_callback(Pointer context, int type, IrqStateCallback callback);

    int vfu_setup_device_dma(
            Pointer context, long regions, DmaCallback register, DmaCallback unregister);

    void vfu_setup_device_quiesce_cb(Pointer context, QuiesceCallback callback);

    int vfu_setup_device_reset_cb(Pointer context, NumberCallback callback);

    int vfu_setup_device_migration_callbacks(Pointer context, Pointer callbacks);

    int vfu_device_quiesced(Pointer context, int errno);

    int vfu_irq_trigger(Pointer context, int vector);

    long vfu_pci_add_capability(Pointer context, long position, int flags, byte[] data);

    long vfu_pci_find_next_capability(Pointer context, byte extended, long position, int id);

    long vfu_pci_find_capability(Pointer context, byte extended, int id);

    int vfu_create_ioeventfd(
            Pointer context,
            int region,
            int fd,
            long offset,
            int size,
            int flags,
            long datamatch,
            int shadowFd,
            long shadowOffset);

    long dma_sg_size();

    int vfu_addr_to_sgl(
            Pointer context, long address, long length, Pointer list, long count, int protection);

    int vfu_sgl_get(Pointer context, Pointer list, Pointer iovecs, long count, int flags);

    void vfu_sgl_put(Pointer context, Pointer list, Pointer iovecs, long count);

    int vfu_sgl_read(Pointer context, Pointer list, long count, byte[] data, int flags);

    int vfu_sgl_write(Pointer context, Pointer list, long count, byte[] data, int flags);
}
