package org.qemu.functional.vfiouser.suite;

import java.io.FileDescriptor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.DmaListener;
import org.qemu.functional.vfiouser.MaskListener;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.QuiesceHandler;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.wire.PciIrq;

/**
 * A server with one device, in the thread of the test. All methods throw a {@link
 * org.qemu.functional.vfiouser.DeviceException} with the error that the server reports.
 */
interface ServerUnderTest extends AutoCloseable {
    /** The number of DMA regions that a device with DMA accepts. */
    int DMA_REGIONS = 64;

    /** Make the device one of PCI Express; otherwise its configuration space has 256 bytes. */
    void express();

    void region(int index, DeviceRegion region);

    /** Handle the accesses to the configuration space that capabilities ask for. */
    void configHandler(RegionHandler handler);

    /** Handle all accesses to the configuration space. */
    void configHandledAlways(RegionHandler handler);

    void interrupts(PciIrq type, int count);

    void onMask(PciIrq type, MaskListener listener);

    /** Let the device access memory, of {@link #DMA_REGIONS} regions at most. */
    void dma(DmaListener listener);

    void quiesce(QuiesceHandler handler);

    void onReset(Consumer<ResetKind> listener);

    void migration(MigrationHandler handler);

    /** Add a capability and return its offset. */
    int add(PciCapability capability);

    /** Complete the device and listen. */
    void realize();

    /** Negotiate with the client that has connected and sent its version. */
    void attach();

    /** Handle a request, and return 0 or 1. */
    int run();

    /** Say that the device is quiesced now, or cannot be if the error is not 0. */
    void quiesced(int errno);

    void trigger(int vector);

    /** Return the offset of the next capability after an offset, or from the first one if 0. */
    int find(boolean extended, int after, int id);

    /** Return what the device sees in its configuration space. */
    byte[] config(int offset, int length);

    void setConfig(int offset, byte[] bytes);

    /** Add an eventfd for a part of a region; the caller keeps it open. */
    void addEventfd(int region, long offset, int length, @Nullable FileDescriptor eventfd);

    /** Return the number of mapped regions that a range of addresses spans. */
    int span(long address, long length, boolean write);

    /** Access a range through a mapping of the client's descriptor, and end the access. */
    Mapping map(long address, int length, boolean write);

    /** A mapped range. */
    interface Mapping {
        /** End the access: a write is now visible in the log of dirty pages. */
        void end();
    }

    byte[] dmaRead(long address, int length);

    void dmaWrite(long address, byte[] bytes);

    @Override
    void close();
}
