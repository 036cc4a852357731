package org.qemu.functional.vfiouser.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.vfiouser.VfioUserServer;
import org.qemu.functional.vfiouser.client.ClientRegion;
import org.qemu.functional.vfiouser.client.VfioUserClient;
import org.qemu.functional.vfiouser.wire.PciIrq;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.region.PciRegion;

class GpioCardTest {
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @TempDir private Path folder;

    @Test
    void readsInputsThatFollowTheOutputs() {
        GpioCard card = new GpioCard(log::add);
        try (VfioUserServer server = VfioUserServer.listen(folder.resolve("gpio"), card.device())) {
            server.serve();
            try (VfioUserClient client = VfioUserClient.open(server.path())) {
                ClientRegion ports = client.region(PciRegion.BAR2);
                assertThat(client.region(PciRegion.CONFIG).read32(0)).isEqualTo(0x0dc8494f);
                assertThat(client.interrupts().info(PciIrq.INTX).count()).isEqualTo(1);

                assertThat(ports.read8(1)).isEqualTo(0xff);
                ports.write8(0, 0x01);
                ports.write8(4, 0x80);
                assertThat(ports.read8(1)).isEqualTo(0xfe);
                assertThat(ports.read8(5)).isEqualTo(0x7f);
                ports.write8(0, 0x01);
                ports.write8(0, 0x01);
                assertThat(ports.read8(1)).isEqualTo(0xff);
            }
        }
        assertThat(card.count(0)).isEqualTo(3);
        assertThat(card.count(15)).isEqualTo(1);
        assertThat(log)
                .startsWith(
                        "region2: read 0xff from (0x1:1)",
                        "region2: wrote 0x1 to (0x0:1)",
                        "region2: wrote 0x80 to (0x4:1)");
    }

    @Test
    void migratesCounts() {
        byte[] state;
        try (VfioUserServer server =
                VfioUserServer.listen(folder.resolve("source"), new GpioCard(log::add).device())) {
            server.serve();
            try (VfioUserClient client = VfioUserClient.open(server.path())) {
                client.region(PciRegion.BAR2).write8(0, 0x05);
                client.migration().enter(MigrationState.STOP_COPY);
                state = client.migration().readAll();
            }
        }
        GpioCard target = new GpioCard(log::add);
        try (VfioUserServer server =
                VfioUserServer.listen(folder.resolve("target"), target.device())) {
            server.serve();
            try (VfioUserClient client = VfioUserClient.open(server.path())) {
                client.migration().enter(MigrationState.RESUMING);
                client.migration().write(ByteBuffer.wrap(state));
                client.migration().enter(MigrationState.RUNNING);
                assertThat(client.region(PciRegion.BAR2).read8(1)).isEqualTo(0xfa);
            }
        }
        assertThat(target.count(2)).isEqualTo(1);
    }
}
