package org.qemu.functional.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;

/**
 * Dumps the format in which a machine of an old type saves its state, and compares it with the
 * format of that time.
 */
public abstract class VmstateDumpTest extends QemuSystemTest {
    static final Asset SOURCE = QemuSource.PACKAGE;

    private static final String DATA = "tests/data/vmstate-static-checker";

    private final String machine;

    /** Choose the versioned machine type. */
    protected VmstateDumpTest(String machine) {
        this.machine = machine;
    }

    @Test
    public void describesTheStateOfEveryDevice() throws Exception {
        setMachine(machine);
        JsonNode dump = new ObjectMapper().readTree(dump().toFile());
        assertEquals(machine, dump.at("/vmschkmachine/Name").asText());
        assertTrue(dump.size() > 20, () -> dump.size() + " sections");
        for (JsonNode section : dump) {
            if (section.has("Description")) {
                assertTrue(section.path("Description").has("version_id"), section::toString);
            }
        }
    }

    @Test
    @SkipFlakyTest("QEMU's vmstate-static-checker can report errors for valid changes")
    public void canStillLoadWhatQemu72Saved() throws Exception {
        setMachine(machine);
        Path then = QemuSource.file(this, "%s/%s/%s.json".formatted(DATA, arch(), machine));
        QemuSource.Result check = QemuSource.checkVmstate(this, then, dump());
        assertEquals(0, check.status(), check.output());
    }

    private Path dump() throws IOException, InterruptedException {
        Path file = scratchFile("vmstate.json");
        Process qemu =
                new ProcessBuilder(
                                qemuBinary().path().toString(),
                                "-nodefaults",
                                "-M",
                                machine,
                                "-dump-vmstate",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(qemu.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, qemu.waitFor(), output);
        return file;
    }
}
