package org.qemu.functional.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.launch.Main;
import org.qemu.functional.program.ProgramJvm;

/**
 * Runs ported tests whose assets are not available everywhere with a stand-in for QEMU. It compares
 * their command lines, console input and monitor commands with a record of QEMU's own tests ({@code
 * dialogues.json}: facts, recorded by {@code scripts/record_dialogues.py}). What our tests do
 * otherwise for a reason is in {@code differences.json}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandInTest {
    private static final List<String> FILES =
            List.of(
                    "dialogues.json",
                    "differences.json",
                    "qemu.py",
                    "peers.py",
                    "assets.py",
                    "tool.py");

    /** Of the rescue system of the Yeeloong laptop, which QEMU's test wants, too. */
    private static final String RESCUE_YL =
            "ab588d3316777c62cc81baa20ac92e98b01955c244dff3794b711bc34e26e51d";

    private static final ProgramJvm JVM =
            ProgramJvm.trainedBy(Map.of(), Main.class.getName(), "i386.TuxrunTest");

    private final ExecutorService pool = Executors.newFixedThreadPool(2);

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

    /** Return the dialogues by the program that they are with, such as {@code qemu-system-arm}. */
    private Map<String, List<JsonNode>> byProgram() {
        Map<String, List<JsonNode>> programs = new TreeMap<>();
        for (JsonNode dialogue : dialogues) {
            String test = dialogue.path("test").asText();
            String vm = dialogue.path("launches").path(0).path("vm").asText();
            String program =
                    (vm.equals("command") ? "qemu-" : "qemu-system-")
                            + test.substring(0, test.indexOf('.'));
            programs.computeIfAbsent(program, name -> new ArrayList<>()).add(dialogue);
        }
        return programs;
    }

    @TestFactory
    Stream<DynamicTest> saysWhatTheRecordHas() {
        // Each program has a JVM of its own, which mostly waits.
        List<Map.Entry<String, Future<?>>> runs = new ArrayList<>();
        byProgram()
                .forEach(
                        (program, wanted) ->
                                runs.add(
                                        Map.entry(
                                                program,
                                                pool.submit(() -> plays(program, wanted)))));
        return runs.stream()
                .map(run -> DynamicTest.dynamicTest(run.getKey(), () -> result(run.getValue())));
    }

    private static void result(Future<?> run) throws Throwable {
        try {
            run.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @AfterAll
    void endRuns() {
        pool.shutdownNow();
    }

    @Test
    void noticesWhatDiffers() throws Exception {
        Path home = Files.createDirectories(folder.resolve("different"));
        String record = Files.readString(folder.resolve("dialogues.json"));
        Files.writeString(
                home.resolve("dialogues.json"),
                record.replace("cat /proc/interrupts", "cat /proc/other")
                        .replace("coreduo", "486"));
        run("qemu-system-i386", home, List.of("i386.TuxrunTest#boots"));
        assertThat(home.resolve("DIFFERENCES"))
                .content()
                .contains("typed 'cat /proc/interrupts', the record has 'cat /proc/other'")
                .contains("i386.TuxrunTest#boots: lacks -cpu 486")
                .contains("i386.TuxrunTest#boots: has -cpu coreduo, which the record has not");
    }

    private Void plays(String program, List<JsonNode> wanted)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve(program));
        Files.createSymbolicLink(home.resolve("dialogues.json"), folder.resolve("dialogues.json"));
        List<String> tap =
                run(program, home, wanted.stream().map(d -> d.path("test").asText()).toList());
        Path differences = home.resolve("DIFFERENCES");
        assertThat(Files.exists(differences) ? Files.readString(differences) : "").isEmpty();
        assertThat(tap.stream().filter(line -> line.startsWith("not ok"))).isEmpty();
        assertThat(tap.stream().filter(line -> line.startsWith("ok")).count())
                .isEqualTo(wanted.size());
        // A test with another asset than the record must not pass because it is skipped.
        assertThat(tap.stream().filter(line -> line.contains(" # SKIP asset "))).isEmpty();
        assertPlayed(home, wanted, tap);
        return null;
    }

    /** Run tests with the stand-in, which is in a folder with its record, and return their TAP. */
    private List<String> run(String program, Path home, List<String> tests)
            throws IOException, InterruptedException {
        Path qemu = executable("qemu.py", home.resolve(program));
        for (String file : List.of("peers.py", "differences.json")) {
            Files.createSymbolicLink(home.resolve(file), folder.resolve(file));
        }
        Path tools = Files.createDirectories(home.resolve("bin"));
        for (String tool :
                List.of("tesseract", "vulkaninfo", "xorriso", "mformat", "mmd", "mcopy")) {
            executable("tool.py", tools.resolve(tool));
        }
        Path firmware = Files.createDirectories(home.resolve("pc-bios"));
        for (String image : List.of("edk2-aarch64-code.fd", "edk2-arm-vars.fd")) {
            Files.writeString(firmware.resolve(image), "firmware");
        }
        Path plugins = Files.createDirectories(home.resolve("tests/tcg/plugins"));
        Files.createFile(plugins.resolve("libinsn.so"));
        Path rescue = home.resolve("rescue-yl");
        Files.writeString(rescue, "ASSET " + RESCUE_YL + " -\n");

        List<String> command = new ArrayList<>();
        command.addAll(JVM.command());
        command.add("-Djava.security.properties=" + providers(home.resolve("providers")));
        command.add("-Dqemu.functional.kvm=/dev/null");
        command.add(Main.class.getName());
        command.addAll(tests);
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        Map<String, String> environment = builder.environment();
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
        environment.put("RESCUE_YL_PATH", rescue.toString());
        environment.put("PATH", tools + File.pathSeparator + System.getenv("PATH"));
        Process process =
                builder.redirectOutput(home.resolve("tap").toFile())
                        .redirectError(home.resolve("err").toFile())
                        .start();
        try {
            process.waitFor(); // each wait of a test has its own timeout
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(home.resolve("tap"));
    }

    private Path executable(String script, Path program) throws IOException {
        Files.copy(folder.resolve(script), program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    /** Write a file of the JDK's security properties, in which marks have their own hashes. */
    private static Path providers(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("security.provider.1=%s\n".formatted(StandInDigest.class.getName()));
        int number = 2;
        for (Provider provider : Security.getProviders()) {
            text.append("security.provider.%d=%s\n".formatted(number++, provider.getName()));
        }
        return Files.writeString(file, text);
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
