package org.qemu.functional.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.client.ClientOptions;
import org.qemu.functional.vfiouser.client.DmaBackend;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

class DmaMemoryTest {
    private final VfioUserDeviceBuilder builder =
            VfioUserDevice.builder(0x1234, 0x5678)
                    .bar(
                            0,
                            DeviceRegion.memory(
                                    4096,
                                    RegionHandler.registers(
                                            (offset, size) -> 0, (offset, size, value) -> {})));

    @TempDir private Path folder;

    @Test
    void accessesMemoryByDescriptor() throws Exception {
        VfioUserDevice device = builder.build();
        try (ServerFixture fixture = new ServerFixture(folder, device);
                Memfd low = Memfd.create("low", 8192);
                Memfd high = Memfd.create("high", 8192)) {
            fixture.client().memory().map(0x1000, low);
            fixture.client().memory().map(0x3000, high);
            DmaMemory memory = device.memory();

            memory.write(0x2ffe, new byte[] {1, 2, 3, 4});

            assertThat(memory.read(0x2ffe, 4)).containsExactly(1, 2, 3, 4);
            ByteBuffer crossed = ByteBuffer.allocate(2);
            high.mapping().read(0, crossed);
            assertThat(crossed.array()).containsExactly(3, 4);
            memory.map(0x1000, 16, true).putInt(4, 0x12345678);
            assertThat(memory.read32(0x1004)).isEqualTo(0x12345678);
            assertThatThrownBy(() -> memory.map(0x2fff, 2, false))
                    .matches(e -> ServerFixture.isErrno(e, Errno.EFAULT));
            assertThatThrownBy(() -> memory.read(0x4fff, 2))
                    .matches(e -> ServerFixture.isErrno(e, Errno.ENOENT));
        }
    }

    @Test
    void accessesMemoryByMessagesOverOneOrTwoSockets() throws Exception {
        for (ClientOptions options :
                List.of(ClientOptions.create(), ClientOptions.create().withTwinSocket())) {
            VfioUserDevice device = builder.build();
            VfioUserServer server = VfioUserServer.listen(folder.resolve("serve"), device);
            try (server;
                    Memfd memory = Memfd.create("memory", 4 << 20)) {
                server.serve();
                try (VfioUserClient client = VfioUserClient.open(server.path(), options)) {
                    client.memory().map(0x10000, 4 << 20, DmaBackend.of(memory.mapping()));
                    byte[] written = new byte[3 << 20];
                    Arrays.fill(written, (byte) 0x5a);
                    List<byte[]> read = new ArrayList<>();
                    Thread engine =
                            new Thread(
                                    () -> {
                                        device.memory().write(0x10001, written);
                                        read.add(device.memory().read(0x10001, written.length));
                                    });
                    engine.start();
                    // The device's commands come between the replies.
                    while (engine.isAlive()) {
                        client.region(PciRegion.BAR0).read32(0);
                    }
                    assertThat(read.get(0)).isEqualTo(written);
                }
            }
        }
    }
}
