package org.qemu.functional.vfiouser.example;

import java.util.Arrays;
import java.util.concurrent.Executor;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.DmaMemory;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.VfioUserDevice;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.PciIrq;

/**
 * A PCI Express device that copies memory of the guest, and signals MSI-X vector 0 when it has.
 *
 * <p>The registers are in BAR 0, little-endian:
 *
 * <table>
 * <caption>Registers</caption>
 * <tr><td>0x00<td>8 bytes<td>the address to copy from
 * <tr><td>0x08<td>8 bytes<td>the address to copy to
 * <tr><td>0x10<td>4 bytes<td>the number of bytes to copy, at most 16 MiB
 * <tr><td>0x14<td>4 bytes<td>the command: a write of 1 copies
 * <tr><td>0x18<td>4 bytes<td>the status: 0 idle, 1 busy, 2 done, or 3 failed
 * <tr><td>0x1c<td>4 bytes<td>the error number of Linux, if the copy failed
 * <tr><td>0x800<td>16 bytes<td>the table of MSI-X vectors
 * <tr><td>0xc00<td>8 bytes<td>the pending bits of MSI-X
 * </table>
 *
 * <p>By default, the copy is done before the write to the command register returns. QEMU then waits
 * for the reply to its write, and answers no message: to copy memory for which it has passed no
 * descriptor, give the engine an executor with a thread of its own.
 */
public final class DmaCopyEngine {
    /** The identifier of Red Hat for devices of QEMU. */
    public static final int VENDOR = 0x1b36;

    /** An identifier of the range for tests. */
    public static final int DEVICE = 0x10f1;

    public static final int SOURCE = 0x00;
    public static final int DESTINATION = 0x08;
    public static final int LENGTH = 0x10;
    public static final int COMMAND = 0x14;
    public static final int STATUS = 0x18;
    public static final int ERROR = 0x1c;

    /** The command that copies. */
    public static final int COPY = 1;

    /** The status before a copy. */
    public static final int IDLE = 0;

    /** The status during a copy. */
    public static final int BUSY = 1;

    /** The status after a copy. */
    public static final int DONE = 2;

    /** The status after a copy that failed. */
    public static final int FAILED = 3;

    private static final int BAR_SIZE = 0x1000;
    private static final int REGISTERS = 0x20;
    private static final int MSIX_TABLE = 0x800;
    private static final int MSIX_PENDING = 0xc00;
    private static final int MAX_LENGTH = 16 << 20;
    private static final int PIECE = 1 << 16;

    private final Executor copies;
    private final VfioUserDevice device;
    private final byte[] registers = new byte[REGISTERS];

    /** Create an engine that copies while the client waits. */
    public DmaCopyEngine() {
        this(Runnable::run);
    }

    /** Create an engine that copies by an executor. */
    public DmaCopyEngine(Executor copies) {
        this.copies = copies;
        device =
                VfioUserDevice.builder(VENDOR, DEVICE)
                        // A system peripheral: a DMA controller.
                        .classCode(0x08, 0x01, 0x00)
                        .express()
                        .bar(
                                0,
                                DeviceRegion.memory(
                                        BAR_SIZE, RegionHandler.registers(this::get, this::set)))
                        .interrupts(PciIrq.MSIX, 1)
                        .capability(PciCapability.powerManagement())
                        .capability(PciCapability.msix(1, 0, MSIX_TABLE, 0, MSIX_PENDING))
                        .capability(PciCapability.express(true))
                        .onReset(this::reset)
                        .build();
    }

    /** Return the device, to serve it. */
    public VfioUserDevice device() {
        return device;
    }

    private synchronized void reset(ResetKind kind) {
        Arrays.fill(registers, (byte) 0);
    }

    private long get(long offset, int size) {
        return offset + size > REGISTERS ? 0 : number((int) offset, size);
    }

    private void set(long offset, int size, long value) {
        if (offset + size > STATUS) {
            return;
        }
        setNumber((int) offset, size, value);
        if (offset == COMMAND && value == COPY && number(STATUS, 4) != BUSY) {
            setNumber(STATUS, 4, BUSY);
            copies.execute(this::copy);
        }
    }

    private void copy() {
        int status = DONE;
        int error = 0;
        try {
            copy(number(SOURCE, 8), number(DESTINATION, 8), number(LENGTH, 4));
        } catch (DeviceException e) {
            status = FAILED;
            error = e.errno();
        }
        setNumber(STATUS, 4, status);
        setNumber(ERROR, 4, error);
        device.interrupts().triggerIfSet(0);
    }

    private void copy(long source, long destination, long length) {
        if (length > MAX_LENGTH) {
            throw new DeviceException(
                    Errno.EINVAL,
                    "A copy of %d bytes: at most %d are possible".formatted(length, MAX_LENGTH));
        }
        DmaMemory memory = device.memory();
        for (long done = 0; done < length; done += PIECE) {
            int piece = (int) Math.min(PIECE, length - done);
            memory.write(destination + done, memory.read(source + done, piece));
        }
    }

    private synchronized long number(int offset, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (registers[offset + i] & 0xff);
        }
        return value;
    }

    private synchronized void setNumber(int offset, int size, long value) {
        for (int i = 0; i < size; i++) {
            registers[offset + i] = (byte) (value >> (8 * i));
        }
    }
}
