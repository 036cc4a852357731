package org.qemu.functional.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.launch.Main;

/**
 * Runs ported tests whose assets are not available everywhere with a stand-in for QEMU. It compares
 * their command lines, console input and monitor commands with a record of QEMU's own tests ({@code
 * dialogues.json}: facts, recorded from QEMU 10.2.2).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandInTest {
    private static final List<String> FILES = List.of("dialogues.json", "qemu.py", "assets.py");

    private Path folder;
    private JsonNode dialogues;

    @BeforeAll
    void setUp(@TempDir Path temporary) throws IOException, InterruptedException {
        folder = temporary;
        for (String file : FILES) {
            try (InputStream in = StandInTest.class.getResourceAsStream("standin/" + file)) {
                Files.copy(in, folder.resolve(file));
            }
        }
        dialogues = new ObjectMapper().readTree(folder.resolve("dialogues.json").toFile());
        Process assets =
                new ProcessBuilder("python3", "assets.py", folder.resolve("cache").toString())
                        .directory(folder.toFile())
                        .inheritIO()
                        .start();
        assertThat(assets.waitFor()).isZero();
    }

    private Map<String, List<JsonNode>> byArch() {
        Map<String, List<JsonNode>> archs = new TreeMap<>();
        for (JsonNode dialogue : dialogues) {
            String test = dialogue.path("test").asText();
            archs.computeIfAbsent(test.substring(0, test.indexOf('.')), arch -> new ArrayList<>())
                    .add(dialogue);
        }
        return archs;
    }

    @TestFactory
    Stream<DynamicTest> saysWhatTheRecordHas() {
        return byArch().entrySet().stream()
                .map(
                        arch ->
                                DynamicTest.dynamicTest(
                                        arch.getKey(),
                                        () -> plays(arch.getKey(), arch.getValue())));
    }

    @Test
    void noticesWhatDiffers() throws Exception {
        Path home = Files.createDirectories(folder.resolve("different"));
        String record = Files.readString(folder.resolve("dialogues.json"));
        Files.writeString(
                home.resolve("dialogues.json"),
                record.replace("cat /proc/interrupts", "cat /proc/other")
                        .replace("coreduo", "486"));
        run("i386", home, List.of("i386.TuxrunTest#boots"));
        assertThat(home.resolve("DIFFERENCES"))
                .content()
                .contains("typed 'cat /proc/interrupts', the record has 'cat /proc/other'")
                .contains("i386.TuxrunTest#boots: lacks -cpu 486")
                .contains("i386.TuxrunTest#boots: has -cpu coreduo, which the record has not");
    }

    private void plays(String arch, List<JsonNode> wanted)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve(arch));
        Files.createSymbolicLink(home.resolve("dialogues.json"), folder.resolve("dialogues.json"));
        List<String> tap =
                run(arch, home, wanted.stream().map(d -> d.path("test").asText()).toList());
        Path differences = home.resolve("DIFFERENCES");
        assertThat(Files.exists(differences) ? Files.readString(differences) : "").isEmpty();
        assertThat(tap.stream().filter(line -> line.startsWith("not ok"))).isEmpty();
        assertThat(tap.stream().filter(line -> line.startsWith("ok")).count())
                .isEqualTo(wanted.size());
        assertPlayed(home, wanted, tap);
    }

    /** Run tests with the stand-in, which is in a folder with its record, and return their TAP. */
    private List<String> run(String arch, Path home, List<String> tests)
            throws IOException, InterruptedException {
        Path qemu = home.resolve("qemu-system-" + arch);
        Files.copy(folder.resolve("qemu.py"), qemu);
        assertThat(qemu.toFile().setExecutable(true)).isTrue();
        Path firmware = Files.createDirectories(home.resolve("pc-bios"));
        Files.writeString(firmware.resolve("edk2-aarch64-code.fd"), "firmware");

        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(tests);
        ProcessBuilder program = new ProcessBuilder(command).directory(home.toFile());
        Map<String, String> environment = program.environment();
        environment
                .keySet()
                .removeIf(
                        name ->
                                name.startsWith("QEMU_")
                                        && !name.equals("QEMU_TEST_TIMEOUT_SCALE"));
        environment.put("QEMU_BUILD_ROOT", home.toString());
        environment.put("QEMU_TEST_QEMU_BINARY", qemu.toString());
        environment.put("QEMU_TEST_CACHE_DIR", folder.resolve("cache").toString());
        environment.put("QEMU_TEST_NO_DOWNLOAD", "1");
        for (String allowed :
                List.of(
                        "ALLOW_SLOW",
                        "ALLOW_LARGE_STORAGE",
                        "ALLOW_UNTRUSTED_CODE",
                        "FLAKY_TESTS")) {
            environment.put("QEMU_TEST_" + allowed, "1");
        }
        environment.put("STANDIN_OUT", home.toString());
        Process process =
                program.redirectOutput(home.resolve("tap").toFile())
                        .redirectError(home.resolve("err").toFile())
                        .start();
        try {
            process.waitFor(); // each wait of a test has its own timeout
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(home.resolve("tap"));
    }

    /** Check that every machine of the record was started, except for those of skipped tests. */
    private static void assertPlayed(Path home, List<JsonNode> wanted, List<String> tap)
            throws IOException {
        TreeSet<String> expected = new TreeSet<>();
        for (JsonNode dialogue : wanted) {
            String test = dialogue.path("test").asText();
            String name = test.substring(test.indexOf('.') + 1).replace('#', '.');
            if (tap.stream().noneMatch(line -> line.contains(name + " # SKIP"))) {
                for (JsonNode launch : dialogue.path("launches")) {
                    expected.add(test + " " + launch.path("vm").asText());
                }
            }
        }
        TreeSet<String> played = new TreeSet<>();
        if (Files.exists(home.resolve("PLAYED"))) {
            Files.readAllLines(home.resolve("PLAYED"))
                    .forEach(line -> played.add(line.substring(0, line.lastIndexOf(' '))));
        }
        assertThat(played).isEqualTo(expected);
    }
}
