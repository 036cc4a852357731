package org.qemu.functional.vfiouser.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.VfioUserServer;
import org.qemu.functional.vfiouser.client.ClientRegion;
import org.qemu.functional.vfiouser.client.DmaBackend;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.linux.Memfd;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

class DmaCopyEngineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SIZE = 1 << 20;
    private static final int LENGTH = 200_001;

    @TempDir private Path folder;
    private VfioUserServer server;
    private VfioUserClient client;
    private ClientRegion registers;

    @BeforeEach
    void connect() {
        server = VfioUserServer.listen(folder.resolve("engine"), new DmaCopyEngine().device());
        server.serve();
        client = VfioUserClient.open(server.path());
        registers = client.region(PciRegion.BAR0);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void copiesSharedMemoryAndSignalsItsEnd() throws Exception {
        try (Memfd memory = Memfd.create("memory", SIZE);
                Eventfd done = client.interrupts().connect(PciIrq.MSIX, 0)) {
            byte[] data = fill(memory);
            client.memory().map(0x10_0000, memory);

            copy(0x10_0000, 0x18_0003, LENGTH);

            assertThat(done.await(PATIENCE)).isEqualTo(1);
            assertThat(registers.read32(DmaCopyEngine.STATUS)).isEqualTo(DmaCopyEngine.DONE);
            assertThat(copied(memory, 0x8_0003)).isEqualTo(data);
        }
    }

    @Test
    void copiesMemoryByMessages() throws Exception {
        try (Memfd memory = Memfd.create("memory", SIZE)) {
            byte[] data = fill(memory);
            client.memory().map(0x10_0000, SIZE, DmaBackend.of(memory.mapping()));

            copy(0x10_0000, 0x18_0003, LENGTH);

            assertThat(registers.read32(DmaCopyEngine.STATUS)).isEqualTo(DmaCopyEngine.DONE);
            assertThat(copied(memory, 0x8_0003)).isEqualTo(data);
        }
    }

    @Test
    void reportsAddressThatIsNotMapped() {
        copy(0x10_0000, 0x18_0000, 16);

        assertThat(registers.read32(DmaCopyEngine.STATUS)).isEqualTo(DmaCopyEngine.FAILED);
        assertThat(registers.read32(DmaCopyEngine.ERROR)).isEqualTo(Errno.ENOENT.number());

        client.reset();
        assertThat(registers.read32(DmaCopyEngine.STATUS)).isEqualTo(DmaCopyEngine.IDLE);
    }

    @Test
    void resetsItsRegistersByTheExpressCapability() {
        ClientRegion config = client.region(PciRegion.CONFIG);
        registers.write32(DmaCopyEngine.LENGTH, 5);
        int at = config.read8(0x34);
        while (config.read8(at) != 0x10) {
            at = config.read8(at + 1);
        }

        config.write16(at + 8, 0x8000);

        assertThat(registers.read32(DmaCopyEngine.LENGTH)).isZero();
    }

    private void copy(long source, long destination, int length) {
        registers.write64(DmaCopyEngine.SOURCE, source);
        registers.write64(DmaCopyEngine.DESTINATION, destination);
        registers.write32(DmaCopyEngine.LENGTH, length);
        registers.write32(DmaCopyEngine.COMMAND, DmaCopyEngine.COPY);
    }

    private static byte[] fill(Memfd memory) throws Exception {
        byte[] data = new byte[LENGTH];
        new Random(1).nextBytes(data);
        memory.mapping().write(0, ByteBuffer.wrap(data));
        return data;
    }

    private static byte[] copied(Memfd memory, int offset) throws Exception {
        byte[] data = new byte[LENGTH];
        memory.mapping().read(offset, ByteBuffer.wrap(data));
        return data;
    }
}
