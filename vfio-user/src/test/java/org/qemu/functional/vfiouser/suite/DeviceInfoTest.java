package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.DeviceRegion;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DeviceInfo;
import org.qemu.functional.vfiouser.wire.IrqInfo;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PciIrq;

class DeviceInfoTest extends ProtocolTest {
    @BeforeEach
    void connectDevice() {
        server.express();
        server.region(0, DeviceRegion.of(DeviceRegion.Type.IO, PAGE));
        server.region(1, DeviceRegion.of(DeviceRegion.Type.MEMORY, PAGE));
        server.interrupts(PciIrq.REQ, 1);
        server.interrupts(PciIrq.ERR, 1);
        server.interrupts(PciIrq.MSIX, 2048);
        connect();
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 17, 32, 0xffff_ffffL})
    void describesDevice(long argsz) {
        DeviceInfo info =
                DeviceInfo.decode(succeed(Command.DEVICE_GET_INFO, DeviceInfo.request(argsz)));
        assertThat(info).isEqualTo(new DeviceInfo(16, DeviceInfo.RESET | DeviceInfo.PCI, 9, 5));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 15})
    void refusesSmallArgsz(long argsz) {
        invalid(Command.DEVICE_GET_INFO, DeviceInfo.request(argsz));
    }

    @Test
    void refusesShortRequest() {
        invalid(Command.DEVICE_GET_INFO, Payload.of(new byte[8]));
    }

    @ParameterizedTest
    @EnumSource(PciIrq.class)
    void describesInterrupts(PciIrq type) {
        IrqInfo request = IrqInfo.request(IrqInfo.SIZE, type.index());
        IrqInfo info = IrqInfo.decode(succeed(Command.DEVICE_GET_IRQ_INFO, request));
        int count =
                switch (type) {
                    case INTX, MSI -> 0;
                    case MSIX -> 2048;
                    case ERR, REQ -> 1;
                };
        assertThat(info).isEqualTo(new IrqInfo(IrqInfo.SIZE, IrqInfo.EVENTFD, type.index(), count));
    }

    @Test
    void describesInterruptsToClientWithMoreRoom() {
        IrqInfo request = IrqInfo.request(IrqInfo.SIZE + 16, PciIrq.REQ.index());
        IrqInfo info = IrqInfo.decode(succeed(Command.DEVICE_GET_IRQ_INFO, request));
        assertThat(info.argsz()).isEqualTo(IrqInfo.SIZE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 15})
    void refusesSmallArgszForInterrupts(long argsz) {
        invalid(Command.DEVICE_GET_IRQ_INFO, IrqInfo.request(argsz, PciIrq.REQ.index()));
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 512, 0x8000_0000L, 0xffff_ffffL})
    void refusesUnknownInterruptType(long index) {
        invalid(Command.DEVICE_GET_IRQ_INFO, IrqInfo.request(IrqInfo.SIZE, index));
    }

    @Test
    void refusesShortRequestForInterrupts() {
        invalid(Command.DEVICE_GET_IRQ_INFO, Payload.of(new byte[8]));
    }
}
