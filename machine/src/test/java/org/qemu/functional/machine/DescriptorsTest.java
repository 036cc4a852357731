package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tests file descriptors that QEMU inherits or receives. */
class DescriptorsTest extends MachineFixture {
    @Test
    void putsAnInheritedFileIntoASet() throws Exception {
        Path disk = Files.write(logs.resolve("disk.img"), new byte[1 << 20]);
        try (FileInputStream in = new FileInputStream(disk.toFile())) {
            vm.addFd(in.getFD(), 7, "the disk");
            vm.addArgs(
                    "-blockdev",
                    "driver=raw,node-name=d,read-only=on,file.driver=file,file.filename=/dev/fdset/7");
            launchBare();
        }
        assertThat(vm.cmd("query-fdsets").toString())
                .contains("\"fdset-id\":7")
                .contains("\"opaque\":\"the disk\"");
        assertThat(vm.cmd("query-named-block-nodes").toString()).contains("\"node-name\":\"d\"");
    }

    @Test
    void talksOverAnInheritedSocketPair() throws Exception {
        SocketPair pair = vm.inheritSocket();
        try (SocketChannel ours = pair.channel()) {
            vm.addArgs("-chardev", "socket,id=pair,fd=" + pair.fd());
            vm.addArgs("-mon", "chardev=pair,mode=readline");
            launchBare();
            ours.write(ByteBuffer.wrap("info name\n".getBytes(UTF_8)));
            StringBuilder said = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (said.indexOf("(qemu)") == said.lastIndexOf("(qemu)")) {
                assertThat(ours.read(buffer.clear())).isPositive();
                said.append(UTF_8.decode(buffer.flip()));
            }
            assertThat(said).contains("QEMU").contains("monitor");
            vm.shutdown();
            while (ours.read(buffer.clear()) >= 0) {
                // QEMU's last output; the end of file proves that no other process holds QEMU's
                // end.
                assertThat(buffer.position()).isPositive();
            }
        }
    }

    @Test
    void sendsADescriptorForACommandThatFollows() throws Exception {
        vm.setFdPassing(true);
        launchBare();
        Path file = Files.writeString(logs.resolve("file"), "content");
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            vm.sendFd(in.getFD());
            vm.cmd("getfd", "fdname", "sent");
            vm.sendFd(in.getFD());
            assertThat(vm.cmd("add-fd", "fdset-id", 3, "opaque", "again").path("fdset-id").asInt())
                    .isEqualTo(3);
        }
        vm.cmd("closefd", "fdname", "sent");
        assertThatThrownBy(() -> vm.cmd("getfd", "fdname", "none")).hasMessageContaining("getfd");
    }

    @Test
    void saysWhatToDoBeforeADescriptorCanBeSent() throws Exception {
        launchBare();
        try (FileInputStream in = new FileInputStream("/dev/null")) {
            assertThatThrownBy(() -> vm.sendFd(in.getFD()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("setFdPassing(true)");
        }
    }

    @Test
    void reachesTheMonitorOverTcp() throws Exception {
        vm.setMonitorAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        launchBare();
        assertThat(vm.cmd("query-status").path("status").asText()).isNotEmpty();
        vm.shutdown();
    }
}
