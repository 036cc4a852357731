package org.qemu.functional.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.condition.SkipFlakyTest;

/**
 * Dumps the format in which a machine of an old type saves its state, and compares it with the
 * format of that time.
 */
public abstract class VmstateDumpTest extends QemuSystemTest {
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
        Path source = QemuSource.locate();
        Path then =
                source.resolve("tests/data/vmstate-static-checker")
                        .resolve(arch())
                        .resolve(machine + ".json");
        if (!Files.exists(then)) {
            abort("'%s' does not exist".formatted(then));
        }
        QemuSource.Result check =
                QemuSource.run(
                        source.resolve("scripts/vmstate-static-checker.py"),
                        List.of("-s", then.toString(), "-d", dump().toString()));
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
