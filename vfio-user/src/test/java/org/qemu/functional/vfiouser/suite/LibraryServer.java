package org.qemu.functional.vfiouser.suite;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.DmaListener;
import org.qemu.functional.vfiouser.MaskListener;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.QuiesceHandler;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.region.MmapArea;

/** libvfio-user, through its C functions. */
final class LibraryServer implements ServerUnderTest {
    private static final ResetKind[] RESETS = {
        ResetKind.DEVICE, ResetKind.LOST_CONNECTION, ResetKind.FUNCTION_LEVEL
    };
    private static final int SG_SIZE = 40;
    private static final int IOVEC_SIZE = 16;
    private static final int READ = 1;
    private static final int WRITE = 2;

    private final Path socket;
    private final LibraryCallbacks callbacks = new LibraryCallbacks();

    /** What C has pointers to must not become garbage. */
    private final List<Object> kept = new ArrayList<>();

    private final Pointer context;
    private boolean pciInitialized;
    private boolean closed;

    LibraryServer(Path socket, MessageLog log) {
        this.socket = socket;
        Pointer created =
                Loaded.LIBRARY.vfu_create_ctx(
                        0, socket.toString(), LibvfioUser.ATTACH_NONBLOCKING, null, 0);
        if (created == null) {
            throw failure("vfu_create_ctx");
        }
        context = created;
        check(
                "vfu_setup_log",
                library()
                        .vfu_setup_log(
                                context,
                                keep((where, level, text) -> log.note("libvfio-user: " + text)),
                                LibvfioUser.LOG_DEBUG));
    }

    /** Loads the library once. */
    private static final class Loaded {
        static final LibvfioUser LIBRARY =
                Native.load(
                        Objects.requireNonNull(ServerKind.library(), ServerKind.VARIABLE),
                        LibvfioUser.class);
    }

    static LibvfioUser library() {
        return Loaded.LIBRARY;
    }

    Pointer context() {
        return context;
    }

    private LibvfioUser.LogCallback keep(LibvfioUser.LogCallback log) {
        kept.add(log);
        return log;
    }

    private <T extends Callback> T keep(T callback) {
        kept.add(callback);
        return callback;
    }

    static DeviceException failure(String call) {
        return new DeviceException(Math.max(1, Native.getLastError()), call + " failed");
    }

    private void check(String call, long result) {
        DeviceException failed = result < 0 ? failure(call) : null;
        callbacks.rethrow();
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void express() {
        pciInitialized = true;
        check("vfu_pci_init", library().vfu_pci_init(context, LibvfioUser.PCI_EXPRESS, 0, 0));
    }

    private void conventional() {
        if (!pciInitialized) {
            pciInitialized = true;
            check(
                    "vfu_pci_init",
                    library().vfu_pci_init(context, LibvfioUser.PCI_CONVENTIONAL, 0, 0));
        }
    }

    @Override
    public void region(int index, DeviceRegion region) {
        int flags = (region.isReadable() ? READ : 0) | (region.isWritable() ? WRITE : 0);
        if (region.type() != DeviceRegion.Type.IO) {
            flags |= LibvfioUser.REGION_MEMORY;
        }
        if (region.type() == DeviceRegion.Type.MEMORY_64) {
            flags |= LibvfioUser.REGION_64_BITS;
        }
        if (region.isPrefetchable()) {
            flags |= LibvfioUser.REGION_PREFETCH;
        }
        setup(index, region, flags);
    }

    private void setup(int index, DeviceRegion region, int flags) {
        RegionHandler handler = region.handler();
        List<MmapArea> areas = region.areas();
        Memory memory = areas.isEmpty() ? null : new Memory((long) IOVEC_SIZE * areas.size());
        for (int i = 0; memory != null && i < areas.size(); i++) {
            memory.setLong((long) IOVEC_SIZE * i, areas.get(i).offset());
            memory.setLong((long) IOVEC_SIZE * i + Long.BYTES, areas.get(i).length());
        }
        int fd = duplicate(region.file());
        try {
            check(
                    "vfu_setup_region",
                    library()
                            .vfu_setup_region(
                                    context,
                                    index,
                                    region.size(),
                                    handler == null ? null : keep(callbacks.region(handler)),
                                    flags,
                                    memory,
                                    areas.size(),
                                    fd,
                                    region.fileOffset()));
        } catch (DeviceException e) {
            close(fd);
            throw e;
        }
    }

    private static int duplicate(@Nullable FileDescriptor file) {
        try {
            return file == null ? -1 : Descriptors.number(Descriptors.duplicate(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(int fd) {
        try {
            if (fd >= 0) {
                Descriptors.close(Descriptors.of(fd));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configRegion(RegionHandler handler, int flags) {
        long size = pciInitialized ? 4096 : 256;
        conventional();
        setup(
                7,
                DeviceRegion.of(DeviceRegion.Type.IO, size).handledBy(handler),
                READ | WRITE | flags);
    }

    @Override
    public void configHandler(RegionHandler handler) {
        configRegion(handler, 0);
    }

    @Override
    public void configHandledAlways(RegionHandler handler) {
        configRegion(handler, LibvfioUser.REGION_ALWAYS_CALLBACK);
    }

    @Override
    public void interrupts(PciIrq type, int count) {
        check(
                "vfu_setup_device_nr_irqs",
                library().vfu_setup_device_nr_irqs(context, type.index(), count));
    }

    @Override
    public void onMask(PciIrq type, MaskListener listener) {
        LibvfioUser.IrqStateCallback callback =
                (where, start, count, mask) -> listener.changed(start, count, mask != 0);
        check(
                "vfu_setup_irq_state_callback",
                library().vfu_setup_irq_state_callback(context, type.index(), keep(callback)));
    }

    @Override
    public void dma(DmaListener listener) {
        check(
                "vfu_setup_device_dma",
                library()
                        .vfu_setup_device_dma(
                                context,
                                DMA_REGIONS,
                                keep(callbacks.dma(listener, true)),
                                keep(callbacks.dma(listener, false))));
    }

    @Override
    public void quiesce(QuiesceHandler handler) {
        library()
                .vfu_setup_device_quiesce_cb(
                        context,
                        keep(
                                callbacks.status(
                                        () -> {
                                            if (!handler.quiesce()) {
                                                throw new DeviceException(Errno.EBUSY, "busy");
                                            }
                                        })));
    }

    @Override
    public void onReset(Consumer<ResetKind> listener) {
        check(
                "vfu_setup_device_reset_cb",
                library()
                        .vfu_setup_device_reset_cb(
                                context,
                                keep(callbacks.number(kind -> listener.accept(RESETS[kind])))));
    }

    @Override
    public void migration(MigrationHandler handler) {
        check(
                "vfu_setup_device_migration_callbacks",
                library()
                        .vfu_setup_device_migration_callbacks(
                                context,
                                migrationCallbacks(LibvfioUser.MIGRATION_VERSION, handler)));
    }

    Pointer migrationCallbacks(int version, MigrationHandler handler) {
        Memory memory = new Memory(32);
        kept.add(memory);
        memory.clear();
        memory.setInt(0, version);
        memory.setPointer(8, pointer(callbacks.transition(handler)));
        memory.setPointer(16, pointer(callbacks.save(handler)));
        memory.setPointer(24, pointer(callbacks.restore(handler)));
        return memory;
    }

    private Pointer pointer(Callback callback) {
        return CallbackReference.getFunctionPointer(keep(callback));
    }

    @Override
    public int add(PciCapability capability) {
        conventional();
        byte[] content = new byte[capability.content().remaining()];
        capability.content().get(content);
        int flags =
                (capability.isExtended() ? LibvfioUser.CAPABILITY_EXTENDED : 0)
                        | (capability.isHandled() ? LibvfioUser.CAPABILITY_CALLBACK : 0)
                        | (capability.isReadOnly() ? LibvfioUser.CAPABILITY_READONLY : 0);
        long position =
                library().vfu_pci_add_capability(context, capability.position(), flags, content);
        check("vfu_pci_add_capability", position);
        return (int) position;
    }

    @Override
    public void realize() {
        check("vfu_realize_ctx", library().vfu_realize_ctx(context));
        // Which calls vfu_pci_init() if nobody has.
        pciInitialized = true;
    }

    @Override
    public void attach() {
        check("vfu_attach_ctx", library().vfu_attach_ctx(context));
    }

    @Override
    public int run() {
        int handled = library().vfu_run_ctx(context);
        check("vfu_run_ctx", handled);
        return handled;
    }

    @Override
    public void quiesced(int errno) {
        check("vfu_device_quiesced", library().vfu_device_quiesced(context, errno));
    }

    @Override
    public void trigger(int vector) {
        check("vfu_irq_trigger", library().vfu_irq_trigger(context, vector));
    }

    @Override
    public int find(boolean extended, int after, int id) {
        byte isExtended = (byte) (extended ? 1 : 0);
        long found = library().vfu_pci_find_next_capability(context, isExtended, after, id);
        if (found == 0) {
            throw failure("vfu_pci_find_next_capability");
        }
        return (int) found;
    }

    @Override
    public byte[] config(int offset, int length) {
        return library().vfu_pci_get_config_space(context).getByteArray(offset, length);
    }

    @Override
    public void setConfig(int offset, byte[] bytes) {
        library().vfu_pci_get_config_space(context).write(offset, bytes, 0, bytes.length);
    }

    @Override
    public void addEventfd(int region, long offset, int length, @Nullable FileDescriptor eventfd) {
        try {
            int fd = eventfd == null ? -1 : Descriptors.number(eventfd);
            check(
                    "vfu_create_ioeventfd",
                    library()
                            .vfu_create_ioeventfd(
                                    context, region, fd, offset, length, 0, 0, -1, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list of the regions that a range spans. */
    private record Regions(Memory list, int count) {}

    private Regions regions(long address, long length, boolean write) {
        Memory list = new Memory((long) SG_SIZE * DMA_REGIONS);
        list.clear();
        int count =
                library()
                        .vfu_addr_to_sgl(
                                context,
                                address,
                                length,
                                list,
                                DMA_REGIONS,
                                write ? READ | WRITE : READ);
        check("vfu_addr_to_sgl", count);
        return new Regions(list, count);
    }

    @Override
    public int span(long address, long length, boolean write) {
        return regions(address, length, write).count();
    }

    @Override
    public Mapping map(long address, int length, boolean write) {
        Regions regions = regions(address, length, write);
        Memory iovecs = new Memory((long) IOVEC_SIZE * regions.count());
        iovecs.clear();
        check(
                "vfu_sgl_get",
                library().vfu_sgl_get(context, regions.list(), iovecs, regions.count(), 0));
        return () -> library().vfu_sgl_put(context, regions.list(), iovecs, regions.count());
    }

    @Override
    public byte[] dmaRead(long address, int length) {
        byte[] data = new byte[length];
        Pointer list = regions(address, length, false).list();
        check(
                "vfu_sgl_read",
                library().vfu_sgl_read(context, list, 1, data, LibvfioUser.DIRECT_ACCESS));
        return data;
    }

    @Override
    public void dmaWrite(long address, byte[] bytes) {
        Pointer list = regions(address, bytes.length, true).list();
        check(
                "vfu_sgl_write",
                library().vfu_sgl_write(context, list, 1, bytes, LibvfioUser.DIRECT_ACCESS));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            library().vfu_destroy_ctx(context);
            try {
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            callbacks.rethrow();
        }
    }
}
