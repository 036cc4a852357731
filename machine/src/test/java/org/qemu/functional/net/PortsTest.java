package org.qemu.functional.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void noTwoGetTheSame() {
        try (Ports one = Ports.reserve();
                Ports other = Ports.reserve()) {
            Set<Integer> all = new HashSet<>(one.findFreePorts(20));
            all.addAll(other.findFreePorts(20));
            all.add(one.findFreePort().orElseThrow());
            assertThat(all).hasSize(41);
            assertThat(all).allMatch(Ports::checkBind);
        }
    }

    @Test
    void keepsItsWindowFromOtherProcessesWhenThisOneTakesAnother() throws Exception {
        try (Ports one = Ports.reserve();
                Ports other = Ports.reserve()) {
            assertThat(other.findFreePort()).isNotEqualTo(one.findFreePort());
            String window = "window-" + (one.findFreePort().orElseThrow() - 20000) / 256;
            Path file =
                    Path.of(System.getProperty("java.io.tmpdir"), "qemu-functional-ports", window);
            String script = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'w'), 6)";
            Process lock =
                    new ProcessBuilder("python3", "-c", script, file.toString())
                            .redirectErrorStream(true)
                            .start();
            String said = new String(lock.getInputStream().readAllBytes(), UTF_8);
            assertThat(lock.waitFor()).isEqualTo(1);
            assertThat(said).contains("BlockingIOError");
        }
    }

    @Test
    void passesOverWhatIsInUse() throws IOException {
        int port;
        try (Ports ports = Ports.reserve()) {
            port = ports.findFreePort().orElseThrow();
        }
        try (ServerSocket user = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.checkBind(user.getLocalPort())).isFalse();
            try (Ports ports = Ports.reserve()) {
                assertThat(ports.findFreePorts(10)).doesNotContain(port);
            }
        }
    }

    @Test
    void readsForwardedPorts() {
        String info =
                """
                Hub -1 (net0):
                  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
                  TCP[HOST_FORWARD]  13       127.0.0.1 41295       10.0.2.15    22     0     0
                  UDP[HOST_FORWARD]  14               * 41296       10.0.2.15    53     0     0
                  TCP[ESTABLISHED]   15       127.0.0.1 41297       10.0.2.15    80     0     0
                """;
        assertThat(HostForward.parse(info))
                .extracting(HostForward::port)
                .isEqualTo(List.of(41295, 41296));
        assertThat(HostForward.parse("")).isEmpty();
    }
}
