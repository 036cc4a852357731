package org.qemu.functional.tests.generic;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Proves that "info usernet" prints the host port that QEMU chose for forwarding. */
class InfoUsernetTest extends QemuSystemTest {
    /** Protocol, file descriptor, source address, source port. */
    private static final Pattern FORWARD =
            Pattern.compile("TCP\\[HOST_FORWARD\\]\\s+\\d+\\s+127\\.0\\.0\\.1\\s+(\\d+)\\s");

    @Test
    void tellsTheForwardedPort() {
        requireNetdev("user");
        setMachine("none");
        vm().addArgs("-netdev", "user,id=vnet,hostfwd=:127.0.0.1:0-:22");
        vm().launch();

        String table = vm().cmd("human-monitor-command", "command-line", "info usernet").asText();
        Matcher forward = FORWARD.matcher(table);
        assertTrue(forward.find(), () -> "no forwarded port in:\n" + table);
        assertTrue(Integer.parseInt(forward.group(1)) > 0, table);
    }
}
