package org.qemu.functional.vfiouser.suite;

import java.io.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
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
import org.qemu.functional.vfiouser.VfioUserDevice;
import org.qemu.functional.vfiouser.VfioUserDeviceBuilder;
import org.qemu.functional.vfiouser.VfioUserServer;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

/** The server of this module. */
final class JavaServer implements ServerUnderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Path socket;
    private final VfioUserDeviceBuilder builder =
            VfioUserDevice.builder(0x1234, 0x5678).withoutDma();
    private @Nullable VfioUserDevice device;
    private @Nullable VfioUserServer server;

    JavaServer(Path socket) {
        this.socket = socket;
    }

    private VfioUserDevice device() {
        VfioUserDevice built = device;
        if (built == null) {
            built = builder.build();
            device = built;
        }
        return built;
    }

    private VfioUserServer server() {
        VfioUserServer listening = server;
        if (listening == null) {
            throw new DeviceException(Errno.EINVAL, "the device is not realized");
        }
        return listening;
    }

    @Override
    public void express() {
        builder.express();
    }

    @Override
    public void region(int index, DeviceRegion region) {
        builder.region(index, region);
    }

    @Override
    public void configHandler(RegionHandler handler) {
        builder.configHandler(handler);
    }

    @Override
    public void configHandledAlways(RegionHandler handler) {
        builder.configHandledAlways(handler);
    }

    @Override
    public void interrupts(PciIrq type, int count) {
        builder.interrupts(type, count);
    }

    @Override
    public void onMask(PciIrq type, MaskListener listener) {
        builder.onMask(type, listener);
    }

    @Override
    public void dma(DmaListener listener) {
        builder.dmaRegions(DMA_REGIONS).onDma(listener);
    }

    @Override
    public void quiesce(QuiesceHandler handler) {
        builder.quiesce(handler);
    }

    @Override
    public void onReset(Consumer<ResetKind> listener) {
        builder.onReset(listener);
    }

    @Override
    public void migration(MigrationHandler handler) {
        builder.migration(handler);
    }

    @Override
    public int add(PciCapability capability) {
        return device().add(capability);
    }

    @Override
    public void realize() {
        server = VfioUserServer.listen(socket, device());
    }

    @Override
    public void attach() {
        if (!server().attach(TIMEOUT)) {
            throw new DeviceException(Errno.EAGAIN, "no client came");
        }
    }

    @Override
    public int run() {
        return server().runOnce();
    }

    @Override
    public void quiesced(int errno) {
        if (errno == 0) {
            server().quiesced();
        } else {
            server().quiesceFailed(Errno.of(errno).orElseThrow());
        }
    }

    @Override
    public void trigger(int vector) {
        device().interrupts().trigger(vector);
    }

    @Override
    public int find(boolean extended, int after, int id) {
        return device().findCapability(extended, after, id);
    }

    @Override
    public byte[] config(int offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        device().config().read(offset, bytes);
        return bytes.array();
    }

    @Override
    public void setConfig(int offset, byte[] bytes) {
        device().config().write(offset, ByteBuffer.wrap(bytes));
    }

    @Override
    public void addEventfd(int region, long offset, int length, @Nullable FileDescriptor eventfd) {
        device().addIoDescriptor(PciRegion.of(region).orElseThrow(), offset, length, eventfd, 0, 0);
    }

    @Override
    public int span(long address, long length, boolean write) {
        return device().memory().ranges(address, length, write).size();
    }

    @Override
    public Mapping map(long address, int length, boolean write) {
        ByteBuffer mapped = device().memory().map(address, length, write);
        if (mapped.remaining() != length) {
            throw new AssertionError("%d of %d bytes".formatted(mapped.remaining(), length));
        }
        return () -> {
            if (write) {
                device().memory().markDirty(address, length);
            }
        };
    }

    @Override
    public byte[] dmaRead(long address, int length) {
        return device().memory().read(address, length);
    }

    @Override
    public void dmaWrite(long address, byte[] bytes) {
        device().memory().write(address, bytes);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
