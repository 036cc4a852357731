package org.qemu.functional.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.qemu.functional.archive.ArchiveMaker.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extracts to full disks and read-only folders, and is interrupted or killed. */
@Timeout(120)
class ExtractionFailuresTest {
    /** More than the full disk has, and than the threads of a decoder hold. */
    private static final int SIZE = 1_500_000;

    @TempDir Path temp;
    Path out;
    byte[] content;

    @BeforeEach
    void makeContent() throws IOException {
        out = Files.createDirectory(temp.resolve("out"));
        content = new byte[SIZE];
        new Random(3).nextBytes(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompress", "extract"})
    void leavesNothingTornOnAFullDisk(String what) throws Exception {
        Path packed = temp.resolve("packed");
        Path plain = Files.write(temp.resolve("plain"), content);
        if (what.equals("extract")) {
            Tool.run(temp, "tar", "-cJf", packed.toString(), "plain");
        } else {
            Tool.pipe(temp, plain, packed, "xz", "-c");
        }
        // A file system of 1 MiB that only the child process sees, and that disappears with it.
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "-m",
                                "sh",
                                "-c",
                                """
                                mount -t tmpfs -o size=1m tmpfs "$1" || { echo no mount; exit; }
                                target=$1; shift; "$@"; ls -A "$target"
                                """,
                                "sh",
                                out.toString()));
        command.addAll(unpack(what, packed, out.resolve("x")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = linesOf(process);
        assumeThat(lines)
                .as("mounting a file system requires root: " + lines)
                .noneMatch(line -> line.contains("no mount") || line.startsWith("unshare:"));
        assertThat(lines.get(0)).contains("cannot unpack", packed.toString());
        assertThat(lines.get(0)).endsWith("No space left on device");
        // Only the folder of the extraction is allowed to exist.
        assertThat(lines.subList(1, lines.size()))
                .isEqualTo(what.equals("extract") ? List.of("x") : List.of());
    }

    @Test
    void leavesNothingThatLooksWholeWhenKilled() throws Exception {
        Path plain = Files.write(temp.resolve("plain"), content);
        Path target = Files.writeString(out.resolve("x"), "older");
        Process process =
                new ProcessBuilder(unpack("stall", plain, target))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("half");
            process.destroyForcibly().waitFor();
        }
        assertThat(target).hasContent("older");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(f -> f.getFileName().toString()).sorted())
                    .satisfiesExactly(
                            part -> assertThat(part).startsWith(".part-"),
                            whole -> assertThat(whole).isEqualTo("x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsWhenInterrupted(ArchiveMaker kind) throws IOException {
        Path archive = temp.resolve("archive");
        kind.write(archive, file("x", "content"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Archives.extract(archive, null, "", out))
                .isInstanceOf(ArchiveException.class)
                .hasMessageStartingWith("interrupted while unpacking ")
                .hasMessageContaining(archive.toString());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(out).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xz", "bzip2", "gzip", "zstd"})
    void endsWhenInterruptedWhileAThreadDecodes(String program) throws IOException {
        Path plain = Files.write(temp.resolve("plain"), content);
        Path packed = temp.resolve("packed");
        Tool.pipe(temp, plain, packed, program, "-c");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Archives.uncompress(packed, null, "", out.resolve("x")))
                .isInstanceOf(ArchiveException.class)
                .hasMessageStartingWith("interrupted while unpacking ");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(out).isEmptyDirectory();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("unpack-"));
    }

    @Test
    void tellsThatTheFolderCannotBeWritten() throws IOException {
        Path archive = temp.resolve("archive");
        ArchiveMaker.TAR.write(archive, file("x", "content"));
        Path folder = Path.of("/proc/self"); // a folder in which not even root can create files
        assertThatThrownBy(() -> Archives.extract(archive, null, "", folder))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("cannot unpack 'x' in '" + archive + "'")
                .hasMessageContaining("cannot write /proc/");
    }

    private static List<String> linesOf(Process process) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        }
        process.onExit().join();
        return lines;
    }

    private static List<String> unpack(String what, Path file, Path target) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                UnpackMain.class.getName(),
                what,
                file.toString(),
                target.toString());
    }
}
