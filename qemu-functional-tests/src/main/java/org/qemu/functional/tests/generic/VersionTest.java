package org.qemu.functional.tests.generic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Proves that QEMU starts without a machine and that both its monitors report the same version. */
class VersionTest extends QemuSystemTest {
    private static final Pattern VERSION = Pattern.compile("^\\d+\\.\\d+\\.\\d+");

    @Test
    void bothMonitorsTellTheSameVersion() {
        setMachine("none");
        vm().addArgs("-nodefaults");
        vm().launch();

        String output = vm().cmd("human-monitor-command", "command-line", "info version").asText();
        Matcher version = VERSION.matcher(output);
        assertTrue(version.find(), () -> "no version in '%s'".formatted(output));

        JsonNode numbers = vm().cmd("query-version").path("qemu");
        assertEquals(
                "%s.%s.%s"
                        .formatted(
                                numbers.path("major").asInt(),
                                numbers.path("minor").asInt(),
                                numbers.path("micro").asInt()),
                version.group());
    }
}
