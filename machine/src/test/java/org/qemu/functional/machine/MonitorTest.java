package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.image.QemuImg;
import org.qemu.functional.qmp.QmpCommandException;
import org.qemu.functional.qmp.QmpSubscription;

class MonitorTest extends MachineFixture {
    @Test
    void stopsAndResumesTheGuest() {
        launchBare();
        Monitor monitor = vm.monitor();
        assertThat(monitor.status()).isEqualTo("running");
        monitor.pause();
        assertThat(monitor.status()).isEqualTo("paused");
        monitor.resume();
        assertThat(monitor.status()).isEqualTo("running");
    }

    @Test
    void tellsWhereTheMachineStands() throws IOException {
        vm.setConsole();
        launchSaying("hello\r\n");
        await("hello");
        assertThat(MachineAccess.of(vm).describe(LONG)).contains("\"running\"").contains("hello");
        assertThat(logs.resolve("timeout-default.ppm")).isNotEmptyFile();
    }

    @Test
    void returnsFromAResetWhenTheMachineHasHadIt() throws InterruptedException {
        launchBare();
        try (QmpSubscription resets = vm.subscribe("RESET")) {
            vm.monitor().reset();
            assertThat(resets.history()).hasSize(1);
        }
    }

    @Test
    void plugsADeviceInAndOut() {
        vm.addArgs("-machine", "q35", "-S", "-nodefaults");
        vm.addArgs("-device", "pcie-root-port,id=root,chassis=1", "-device", "qemu-xhci,id=usb");
        vm.launch();
        Monitor monitor = vm.monitor();
        assertThat(monitor.queryPci())
                .anyMatch(device -> device.at("/qdev_id").asText().equals("usb"));

        monitor.deviceAdd("virtio-rng-pci", "rng", "bus", "root", "addr", "0");
        assertThat(monitor.qomGet("/machine/peripheral/rng", "type").asText())
                .isEqualTo("virtio-rng-pci");

        monitor.deviceAdd("usb-kbd", "keyboard", "bus", "usb.0");
        monitor.deviceDel("keyboard");
        assertThat(monitor.qomList("/machine/peripheral"))
                .contains("rng")
                .doesNotContain("keyboard");
        assertThatThrownBy(() -> monitor.deviceDel("keyboard"))
                .isInstanceOf(QmpCommandException.class)
                .hasMessageContaining("keyboard");
    }

    @Test
    void setsAProperty() {
        vm.addArgs("-machine", "q35", "-S", "-object", "iothread,id=limit");
        vm.launch();
        vm.monitor().qomSet("/objects/limit", "poll-max-ns", 7);
        assertThat(vm.monitor().qomGet("/objects/limit", "poll-max-ns").asInt()).isEqualTo(7);
        assertThat(vm.monitor().queryCpus()).hasSize(1);
    }

    @Test
    void goesBackToASnapshot() {
        Path image =
                QemuImg.locate(System.getenv(), vm.binary().path(), logs)
                        .orElseThrow()
                        .create("qcow2", logs.resolve("state.qcow2"), "8M");
        vm.addArgs("-machine", "q35", "-S", "-nodefaults", "-blockdev");
        vm.addArgs("driver=qcow2,node-name=disk,file.driver=file,file.filename=" + image);
        vm.addArgs("-device", "virtio-blk-pci,drive=disk");
        vm.launch();
        Monitor monitor = vm.monitor();
        monitor.saveSnapshot("before", "disk");
        monitor.loadSnapshot("before", "disk");
        monitor.deleteSnapshot("before", "disk");
        assertThatThrownBy(() -> monitor.loadSnapshot("before", "disk"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("before");
        assertThat(vm.cmd("query-jobs")).isEmpty();
    }

    @Test
    void dumpsTheScreenInTheFormatOfTheEnding() throws IOException {
        vm.addArgs("-machine", "pc", "-S", "-device", "VGA");
        vm.launch();
        assertThat(Files.readAllBytes(vm.monitor().screendump(logs.resolve("screen.png"))))
                .startsWith(0x89, 'P', 'N', 'G');
        assertThat(Files.readAllBytes(vm.monitor().screendump(logs.resolve("screen.ppm"))))
                .startsWith('P', '6');
        vm.monitor().sendKeys("ctrl", "alt", "delete");
    }

    @Test
    void matchesAnEventByAPartOfIt() {
        launchBare();
        vm.monitor().pause();
        vm.monitor().resume();
        assertThat(
                        vm.eventWait("STOP", LONG, Map.of("timestamp", Map.of()))
                                .at("/timestamp/seconds")
                                .asLong())
                .isPositive();
        assertThat(vm.clearEvents())
                .extracting(event -> event.path("event").asText())
                .contains("RESUME");
        assertThat(vm.events()).isEmpty();
    }

    @Test
    void executesOutOfBand() {
        launchBare();
        // QEMU refuses the command; the connection works.
        assertThat(vm.qmpOutOfBand("query-status", Map.of()).at("/error/desc").asText())
                .contains("does not support OOB");
    }

    @Test
    void isCalledForFurtherChardevs() throws IOException {
        vm.addChannel("qtest");
        vm.addArgs("-machine", "none", "-S", "-qtest", "chardev:qtest");
        assertThatThrownBy(() -> vm.addChannel("qtest"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'qtest'");
        vm.launch();
        vm.channel("qtest").write(ByteBuffer.wrap("endianness\n".getBytes(US_ASCII)));
        ByteBuffer reply = ByteBuffer.allocate(16);
        while (vm.channel("qtest").read(reply) >= 0 && reply.get(reply.position() - 1) != '\n') {}
        assertThat(new String(reply.array(), 0, reply.position(), US_ASCII))
                .isEqualTo("OK little\n");
        assertThatThrownBy(() -> vm.channel("other"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[qtest]");
        SocketChannel channel = vm.channel("qtest");
        vm.shutdown();
        assertThat(channel.isOpen()).isFalse();
    }
}
