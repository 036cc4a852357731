package org.qemu.functional.machine.internal.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.internal.probe.ProbeCache.Answer;

class ProbeCacheTest {
    private static final Answer ANSWER =
            new Answer(Map.of("machines", Set.of("pc", "q35"), "devices", Set.of()));

    @TempDir Path folder;
    private Path binary;
    private ProbeCache cache;

    @BeforeEach
    void aProgram() throws IOException {
        // This is not QEMU, so it would not answer if it was started.
        binary = Files.copy(Path.of("/bin/true"), folder.resolve("qemu-system-true"));
        cache = ProbeCache.of(Map.of("QEMU_TEST_CACHE_DIR", folder.resolve("cache").toString()));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache/probed"))) {
            return files.toList();
        }
    }

    @Test
    void remembersAnAnswer() {
        cache.store(binary, "abilities", ANSWER);
        assertThat(cache.find(binary, "abilities").orElseThrow().get("machines"))
                .containsExactlyInAnyOrder("pc", "q35");
        assertThat(cache.find(binary, "abilities").orElseThrow().get("devices")).isEmpty();
        assertThat(cache.find(binary, "netdevs")).isEmpty();
    }

    @Test
    void probeDoesNotStartAKnownBinary() {
        cache.store(
                binary,
                "abilities",
                new Answer(
                        Map.of(
                                "version", Set.of("10.0.2"),
                                "machines", Set.of("virt"),
                                "devices", Set.of("virtio-rng-pci"),
                                "accelerators", Set.of("tcg"))));
        cache.store(binary, "netdevs", new Answer(Map.of("types", Set.of("user"))));
        CapabilityProbe probe = new CapabilityProbe(binary, cache);
        assertThat(probe.abilities().machines()).containsExactly("virt");
        assertThat(probe.abilities().version()).isEqualTo("10.0.2");
        assertThat(probe.netdevs()).containsExactly("user");
    }

    @Test
    void doesNotBelieveWhatAnotherUserWrote() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root can give files away");
        cache.store(binary, "abilities", ANSWER);
        for (Path file : files()) {
            Files.setAttribute(file, "unix:uid", 4242);
        }
        assertThat(cache.find(binary, "abilities")).isEmpty();
    }

    @Test
    void forgetsWhenTheBinaryIsBuiltAnew() throws IOException {
        cache.store(binary, "abilities", ANSWER);
        Files.setLastModifiedTime(binary, FileTime.from(Instant.EPOCH));
        assertThat(cache.find(binary, "abilities")).isEmpty();
    }

    @Test
    void forgetsWhenModulesChange() throws IOException {
        Path modules = Files.createDirectory(folder.resolve("modules"));
        ProbeCache withModules =
                ProbeCache.of(
                        Map.of(
                                "QEMU_TEST_CACHE_DIR", folder.resolve("cache").toString(),
                                "QEMU_MODULE_DIR", modules.toString()));
        withModules.store(binary, "abilities", ANSWER);
        assertThat(withModules.find(binary, "abilities")).isPresent();
        Files.setLastModifiedTime(modules, FileTime.from(Instant.EPOCH));
        assertThat(withModules.find(binary, "abilities")).isEmpty();
        assertThat(cache.find(binary, "abilities")).isEmpty();
    }

    @Test
    void neverRemembersAScript() throws IOException {
        Path script = Files.writeString(folder.resolve("qemu-system-script"), "#!/bin/sh\n");
        cache.store(script, "abilities", ANSWER);
        assertThat(cache.find(script, "abilities")).isEmpty();
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void tornAnswerIsNone() throws IOException {
        cache.store(binary, "abilities", ANSWER);
        Path file = files().get(0);
        List<String> lines = Files.readAllLines(file, UTF_8);
        Files.write(file, lines.subList(0, 2), UTF_8);
        assertThat(cache.find(binary, "abilities")).isEmpty();
        Files.write(file, List.of("something else"), UTF_8);
        assertThat(cache.find(binary, "abilities")).isEmpty();
    }

    @Test
    void leavesOneFilePerQuestion() throws IOException {
        cache.store(binary, "abilities", ANSWER);
        cache.store(binary, "abilities", ANSWER);
        assertThat(files()).hasSize(1);
    }

    @Test
    void goesWithoutACacheThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        ProbeCache nowhere = ProbeCache.of(Map.of("QEMU_TEST_CACHE_DIR", file.toString()));
        nowhere.store(binary, "abilities", ANSWER);
        assertThat(nowhere.find(binary, "abilities")).isEmpty();
    }
}
