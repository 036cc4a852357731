package org.qemu.functional.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a test program while its clones run. */
class KilledTestTest {
    @TempDir Path folder;

    @Test
    void leavesNoProcessAndNoMemoryFile() throws Exception {
        Set<Path> before = memoryFiles();
        Process program =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledTestProgram.class.getName(),
                                folder.toString())
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8))) {
            String line = out.readLine();
            assertThat(line).as(Files.readString(folder.resolve("errors"))).isNotNull();
            List<ProcessHandle> machines =
                    Stream.of(line.split(" "))
                            .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                            .toList();
            assertThat(machines).hasSize(4).allMatch(ProcessHandle::isAlive);
            program.destroyForcibly();
            for (ProcessHandle machine : machines) {
                machine.onExit().get(20, TimeUnit.SECONDS);
            }
        } finally {
            program.destroyForcibly();
        }
        // A concurrent test can have such a name for a moment, so the name may be in only one of
        // these lists.
        Set<Path> left = memoryFiles();
        left.retainAll(memoryFiles());
        assertThat(before).containsAll(left);
    }

    private Set<Path> memoryFiles() throws Exception {
        try (Stream<Path> shared = Files.list(Path.of("/dev/shm"));
                Stream<Path> here = Files.walk(folder)) {
            return Stream.concat(shared, here)
                    .filter(file -> file.getFileName().toString().startsWith("guest-memory-"))
                    .collect(Collectors.toSet());
        }
    }
}
