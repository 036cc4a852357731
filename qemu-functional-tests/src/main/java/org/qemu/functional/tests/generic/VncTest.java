package org.qemu.functional.tests.generic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.LaunchException;

/**
 * Proves that the VNC server listens at the configured address and accepts a password only if
 * passwords are enabled.
 */
@Execution(ExecutionMode.CONCURRENT)
class VncTest extends QemuSystemTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String HOST = LOOPBACK.getHostAddress();

    /** The port of VNC display 0. */
    private static final int FIRST_PORT = 5900;

    private static final int CONNECT_TIMEOUT_MS = 5_000;

    @BeforeEach
    void needNoMachine() {
        setMachine("none");
        vm().addArgs("-nodefaults", "-S");
    }

    @Test
    void takesNoPasswordWithoutVnc() {
        vm().launch();

        JsonNode server = vm().qmp("query-vnc");
        assumeFalse(
                server.at("/error/class").asText().equals("CommandNotFound"),
                "this QEMU does not support VNC");
        assertFalse(server.at("/return/enabled").asBoolean(true), server::toString);
        assertRefusesPassword("No VNC display is present");
    }

    @Test
    void takesNoPasswordUnlessSetUpForOne() {
        launchWithVnc(HOST + ":1,to=999");

        assertTrue(vm().cmd("query-vnc").path("enabled").asBoolean());
        assertRefusesPassword("VNC password authentication is disabled");
    }

    @Test
    void changesThePassword() {
        launchWithVnc(HOST + ":1,to=999,password=on");

        assertTrue(vm().cmd("query-vnc").path("enabled").asBoolean());
        vm().cmd("change-vnc-password", "password", "new_password");
    }

    @Test
    void movesToOtherPorts() throws IOException {
        List<Integer> ports = freePorts();
        int before = ports.get(0);
        List<Integer> after = ports.subList(1, 3);

        launchWithVnc(HOST + ":" + (before - FIRST_PORT));
        assertServes(before);
        assertListens(List.of(before), after);

        vm().cmd(
                        "display-update",
                        "type",
                        "vnc",
                        "addresses",
                        List.of(inet(after.get(0)), inet(after.get(1))));
        assertServes(after.get(0));
        assertListens(after, List.of(before));
    }

    private void launchWithVnc(String display) {
        vm().addArgs("-vnc", display);
        try {
            vm().launch();
        } catch (LaunchException e) {
            if (e.output().contains("-vnc: invalid option")) {
                abort("this QEMU does not support VNC");
            }
            throw e;
        }
    }

    /** QEMU 11 reports the reason; earlier versions have the same message for every reason. */
    private void assertRefusesPassword(String reasonSince11) {
        JsonNode reply = vm().qmp("change-vnc-password", Map.of("password", "new_password"));
        assertEquals("GenericError", reply.at("/error/class").asText(), reply::toString);
        String reason = reply.at("/error/desc").asText();
        assertTrue(Set.of("Could not set password", reasonSince11).contains(reason), reason);
    }

    private void assertServes(int port) {
        assertEquals(Integer.toString(port), vm().cmd("query-vnc").path("service").asText());
    }

    private static void assertListens(List<Integer> open, List<Integer> closed) throws IOException {
        for (int port : open) {
            assertTrue(listens(port), () -> "no server listens on port " + port);
        }
        for (int port : closed) {
            assertFalse(listens(port), () -> "a server listens on port " + port);
        }
    }

    private static boolean listens(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port), CONNECT_TIMEOUT_MS);
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    /**
     * Return three ports that were free just now; the kernel assigns other ports for a long time.
     */
    private static List<Integer> freePorts() throws IOException {
        try (ServerSocket a = new ServerSocket(0, 1, LOOPBACK);
                ServerSocket b = new ServerSocket(0, 1, LOOPBACK);
                ServerSocket c = new ServerSocket(0, 1, LOOPBACK)) {
            return List.of(a.getLocalPort(), b.getLocalPort(), c.getLocalPort());
        }
    }

    private static Map<String, String> inet(int port) {
        return Map.of("type", "inet", "host", HOST, "port", Integer.toString(port));
    }
}
