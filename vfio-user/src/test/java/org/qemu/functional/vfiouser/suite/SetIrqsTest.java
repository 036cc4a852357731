package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.IrqSet;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PciIrq;

class SetIrqsTest extends ProtocolTest {
    private static final int NONE = IrqSet.DATA_NONE;
    private static final int BOOL = IrqSet.DATA_BOOL;
    private static final int EVENTFD = IrqSet.DATA_EVENTFD;
    private static final int MASK = IrqSet.ACTION_MASK;
    private static final int UNMASK = IrqSet.ACTION_UNMASK;
    private static final int TRIGGER = IrqSet.ACTION_TRIGGER;

    private final List<String> masks = new ArrayList<>();

    @BeforeEach
    void connectDevice() {
        server.express();
        server.interrupts(PciIrq.REQ, 1);
        server.interrupts(PciIrq.ERR, 1);
        server.interrupts(PciIrq.MSIX, 2048);
        server.onMask(
                PciIrq.MSIX, (start, count, mask) -> masks.add(start + "+" + count + " " + mask));
        connect();
    }

    private void refused(IrqSet request, FileDescriptor... fds) {
        invalid(Command.DEVICE_SET_IRQS, request, fds);
    }

    private void accepted(IrqSet request, FileDescriptor... fds) {
        succeed(Command.DEVICE_SET_IRQS, request, fds);
    }

    private static IrqSet set(PciIrq type, int flags, long start, long count) {
        return IrqSet.of(flags, type.index(), start, count);
    }

    private static IrqSet msix(int flags, long start, long count) {
        return set(PciIrq.MSIX, flags, start, count);
    }

    @Test
    void refusesRequestWithoutPayload() {
        invalid(Command.DEVICE_SET_IRQS, Payload.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 19})
    void refusesShortRequest(int size) {
        invalid(Command.DEVICE_SET_IRQS, Payload.of(new byte[size]));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 19})
    void refusesSmallArgsz(long argsz) {
        refused(
                new IrqSet(
                        argsz, TRIGGER | NONE, PciIrq.REQ.index(), 0, 0, ByteBuffer.allocate(0)));
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 512, 0xffff_ffffL})
    void refusesUnknownType(long index) {
        refused(IrqSet.of(TRIGGER | NONE, index, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0", "1", "2", "8", "32", "24", "25", "41", "57", "11", "35", "37", "38", "39", "64"
    })
    void refusesFlags(int flags) {
        refused(msix(flags, 0, 1));
    }

    @Test
    void refusesUnknownFlag() {
        IrqSet request = msix(TRIGGER | NONE | 0x40, 0, 1);
        if (has(Difference.UNKNOWN_IRQ_FLAG)) {
            accepted(request);
        } else {
            refused(request);
        }
    }

    @ParameterizedTest
    @CsvSource({"2047, 2", "2048, 1", "2049, 1", "0, 2049", "284, 4294967295", "4294967295, 1"})
    void refusesRangePastEnd(long start, long count) {
        refused(msix(MASK | NONE, start, count));
        refused(msix(TRIGGER | NONE, start, count));
        refused(msix(TRIGGER | EVENTFD, start, count));
    }

    @ParameterizedTest
    @EnumSource(
            value = PciIrq.class,
            names = {"ERR", "REQ"})
    void refusesToMaskErrorsAndRequests(PciIrq type) {
        refused(set(type, MASK | NONE, 0, 1));
        refused(set(type, UNMASK | NONE, 0, 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = PciIrq.class,
            names = {"ERR", "REQ"})
    void refusesSecondErrorAndRequest(PciIrq type) {
        refused(set(type, TRIGGER | NONE, 0, 2));
        refused(set(type, TRIGGER | NONE, 1, 1));
    }

    @Test
    void refusesStartWithoutCount() {
        refused(msix(MASK | NONE, 1, 0));
        refused(msix(TRIGGER | NONE, 1, 0));
    }

    @Test
    void refusesActionWithoutCount() {
        refused(msix(MASK | NONE, 0, 0));
        refused(msix(UNMASK | NONE, 0, 0));
    }

    @Test
    void refusesDataWithoutCount() {
        refused(msix(TRIGGER | BOOL, 0, 0));
        refused(msix(TRIGGER | EVENTFD, 0, 0));
    }

    @Test
    void refusesDescriptorWithBools() {
        int before = Descriptors.count();
        try (Eventfd eventfd = Eventfd.create()) {
            refused(
                    IrqSet.of(TRIGGER | BOOL, PciIrq.MSIX.index(), 0, new byte[1]),
                    eventfd.descriptor());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(Descriptors.count()).isEqualTo(before);
    }

    @Test
    void refusesDescriptorWithNone() {
        refused(msix(TRIGGER | NONE, 0, 1), eventfd().descriptor());
    }

    @Test
    void refusesOneDescriptorForTwo() {
        refused(msix(TRIGGER | EVENTFD, 0, 2), eventfd().descriptor());
    }

    @Test
    void refusesTwoDescriptorsForOne() {
        refused(msix(TRIGGER | EVENTFD, 0, 1), eventfd().descriptor(), eventfd().descriptor());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void refusesOtherNumberOfBools(int bools) {
        ByteBuffer data = ByteBuffer.allocate(bools);
        refused(new IrqSet(IrqSet.SIZE + bools, TRIGGER | BOOL, PciIrq.MSIX.index(), 0, 2, data));
    }

    @Test
    void disablesAllOfType() throws IOException {
        Eventfd eventfd = eventfd();
        accepted(msix(TRIGGER | EVENTFD, 3, 1), eventfd.descriptor());
        accepted(msix(TRIGGER | NONE, 0, 0));
        assertErrno(Errno.ENOENT, () -> server.trigger(3));
        assertThat(eventfd.take()).isZero();
    }

    @Test
    void disablesRequestWithoutDescriptor() {
        accepted(set(PciIrq.REQ, TRIGGER | NONE, 0, 0));
        accepted(set(PciIrq.REQ, TRIGGER | EVENTFD, 0, 1));
    }

    @Test
    void replacesEventfd() throws IOException {
        Eventfd first = eventfd();
        Eventfd second = eventfd();
        accepted(msix(TRIGGER | EVENTFD, 0, 1), first.descriptor());
        accepted(msix(TRIGGER | EVENTFD, 0, 1), second.descriptor());
        server.trigger(0);
        assertThat(first.take()).isZero();
        assertThat(second.take()).isEqualTo(1);
    }

    @Test
    void triggersWithoutData() throws IOException {
        Eventfd first = eventfd();
        Eventfd second = eventfd();
        accepted(msix(TRIGGER | EVENTFD, 0, 2), first.descriptor(), second.descriptor());
        accepted(msix(TRIGGER | NONE, 1, 1));
        assertThat(first.take()).isZero();
        assertThat(second.take()).isEqualTo(1);
    }

    @Test
    void triggersByBools() throws IOException {
        Eventfd first = eventfd();
        Eventfd second = eventfd();
        second.signal();
        accepted(msix(TRIGGER | EVENTFD, 0, 2), first.descriptor(), second.descriptor());
        accepted(IrqSet.of(TRIGGER | BOOL, PciIrq.MSIX.index(), 0, bytes(0, 1)));
        assertThat(first.take()).isZero();
        assertThat(second.take()).isEqualTo(2);
    }

    @Test
    void tellsDeviceThatInterruptsAreMasked() {
        accepted(msix(MASK | NONE, 0, 1));
        accepted(msix(UNMASK | NONE, 2, 3));
        assertThat(masks).containsExactly("0+1 true", "2+3 false");
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 2049, 0x7fff_ffff})
    void refusesToTriggerUnknownVector(int vector) {
        assertErrno(Errno.EINVAL, () -> server.trigger(vector));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2047})
    void refusesToTriggerVectorWithoutEventfd(int vector) {
        assertErrno(Errno.ENOENT, () -> server.trigger(vector));
    }

    @Test
    void deviceTriggersInterrupt() throws IOException {
        Eventfd eventfd = eventfd();
        eventfd.signal();
        accepted(msix(TRIGGER | EVENTFD, 8, 1), eventfd.descriptor());
        server.trigger(8);
        assertThat(eventfd.take()).isEqualTo(2);
    }

    @Test
    void closesEventfdsWhenClientIsGone() {
        Eventfd eventfd = eventfd();
        int before = Descriptors.count();
        accepted(msix(TRIGGER | EVENTFD, 0, 1), eventfd.descriptor());
        assertThat(Descriptors.count()).isEqualTo(before + 1);
        disconnect();
        assertErrno(Errno.ENOENT, () -> server.trigger(0));
    }
}
