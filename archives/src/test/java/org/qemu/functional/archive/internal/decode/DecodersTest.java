package org.qemu.functional.archive.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;

/** Decodes with programs that work, are missing, broken or killed. */
@Timeout(120)
class DecodersTest {
    /** Large enough for a program, if it is compressed. */
    private static final int SIZE = 480_000;

    /** More than the pipe of a program and the threads hold, so that they wait for the reader. */
    private static final int BEYOND_BUFFERS = 1_500_000;

    private static final long MEMORY = 1L << 30;

    @TempDir Path temp;
    Path bin;
    byte[] content;

    @BeforeEach
    void prepare() throws IOException {
        bin = Files.createDirectory(temp.resolve("bin"));
        makeContent(SIZE);
    }

    private void makeContent(int size) {
        content = new byte[size];
        new Random(5).nextBytes(content);
        Arrays.fill(content, size / 3, size / 2, (byte) 'x');
    }

    @AfterEach
    void noThreadIsLeft() throws IOException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("unpack-")) {
                try {
                    // A program that is ending can still be visible for a moment.
                    thread.join(10_000);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"XZ, xz", "LZMA, lzma", "BZIP2, bzip2"})
    void decodesByProgramWhatIsLarge(Compression compression, String tool) throws IOException {
        String program = compression.programs().get(compression.programs().size() - 1);
        Path calls = fake(program, "exec /usr/bin/" + program + " \"$@\"");
        FileSlice packed = pack(tool);
        assertThat(decode(compression, packed, bin)).isEqualTo(content);
        assertThat(calls).hasContent("1");

        content = Arrays.copyOf(content, 1000);
        assertThat(decode(compression, pack(tool), bin)).isEqualTo(content);
        assertThat(calls).hasContent("1");
    }

    @ParameterizedTest
    @CsvSource({"XZ, xz", "LZMA, lzma", "BZIP2, bzip2", "GZIP, gzip", "ZSTD, zstd"})
    void decodesInJavaWithoutPrograms(Compression compression, String tool) throws IOException {
        assertThat(decode(compression, pack(tool), bin)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 1",
                "exit 0",
                "exec /nowhere",
                "/usr/bin/xz -d -c 2>/dev/null | head -c 300000; exit 1",
                "/usr/bin/xz -d -c 2>/dev/null | head -c 300000; kill -9 $$",
                "/usr/bin/xz -d -c; exit 2"
            })
    void goesOnInJavaWhenTheProgramFails(String script) throws IOException {
        Path calls = fake("xz", script);
        FileSlice packed = pack("xz");
        Decoders decoders = Decoders.of(Map.of("PATH", bin.toString()));
        for (int i = 0; i < 3; i++) {
            try (InputStream in =
                    decoders.open(Compression.XZ, packed, MEMORY, new ExtractionWarnings("test"))) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
        // The program does not work, so it must not run twice; the file was intact.
        assertThat(calls).hasContent("1");
    }

    @Test
    void goesOnInJavaWhenTheProgramCannotBeStarted() throws IOException {
        Path program = Files.writeString(bin.resolve("xz"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(decode(Compression.XZ, pack("xz"), bin)).isEqualTo(content);
    }

    @ParameterizedTest
    @CsvSource({
        "XZ, xz, true",
        "XZ, xz, false",
        "LZMA, lzma, true",
        "BZIP2, bzip2, true",
        "BZIP2, bzip2, false",
        "GZIP, gzip, false",
        "ZSTD, zstd, false"
    })
    void tellsDamage(Compression compression, String tool, boolean programs) throws IOException {
        Path path = programs ? Path.of("/usr/bin") : bin;
        // As in a larger file, there are several blocks.
        FileSlice packed = pack(tool, compression == Compression.BZIP2 ? "-2" : "");
        byte[] whole = Files.readAllBytes(packed.file());
        for (int i = 1; i < 12; i++) {
            int at = (int) ((long) whole.length * i / 12);
            Files.write(packed.file(), Arrays.copyOf(whole, at));
            assertThatThrownBy(
                            () -> decode(compression, FileSlice.ofFile(packed.file()), path),
                            "cut at " + at)
                    .isInstanceOf(Exception.class);
            if (compression != Compression.LZMA) { // a format without a checksum
                byte[] flipped = whole.clone();
                flipped[at] ^= 4;
                Files.write(packed.file(), flipped);
                assertThatThrownBy(
                                () -> decode(compression, FileSlice.ofFile(packed.file()), path),
                                "flipped at " + at)
                        .isInstanceOf(Exception.class);
            }
        }
    }

    @Test
    void decodesBlocksAtOnceInJava() throws IOException {
        FileSlice packed = pack("xz", "--block-size=100000");
        try (InputStream in = ParallelXz.open(packed, 4, MEMORY)) {
            assertThat(in).isNotNull();
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(decode(Compression.XZ, packed, bin)).isEqualTo(content);
        assertThat(ParallelXz.open(packed, 1, MEMORY)).as("one thread").isNull();
        assertThat(ParallelXz.open(packed, 4, 400_000)).as("little memory").isNull();
        assertThat(ParallelXz.open(pack("xz"), 4, MEMORY)).as("one block").isNull();
    }

    @Test
    void decodesSeveralStreamsAtOnceInJava() throws IOException {
        byte[] one = Files.readAllBytes(pack("xz", "--block-size=200000").file());
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        Path both = Files.write(temp.resolve("both"), two);
        byte[] found = decode(Compression.XZ, FileSlice.ofFile(both), bin);
        assertThat(found).hasSize(2 * SIZE).startsWith(content).endsWith(content);
        assertThat(decode(Compression.XZ, FileSlice.ofFile(both), Path.of("/usr/bin")))
                .isEqualTo(found);
    }

    @Test
    void tellsFlippedBitsInAnyBlock() throws IOException {
        FileSlice packed = pack("xz", "--block-size=32000");
        byte[] whole = Files.readAllBytes(packed.file());
        for (int at = 12; at < whole.length; at += whole.length / 60) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(packed.file(), flipped);
            assertThatThrownBy(() -> decode(Compression.XZ, packed, bin), "flipped at " + at)
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--block-size=100000"})
    void readsAPartOfAFile(String option) throws IOException {
        FileSlice packed = pack("xz", option);
        byte[] bytes = Files.readAllBytes(packed.file());
        byte[] around = new byte[bytes.length + 3000];
        System.arraycopy(bytes, 0, around, 1000, bytes.length);
        Path file = Files.write(temp.resolve("around"), around);
        FileSlice part = FileSlice.ofFile(file).part(1000, bytes.length);
        assertThat(decode(Compression.XZ, part, bin)).isEqualTo(content);
        Path calls = fake("xz", "exec /usr/bin/xz \"$@\"");
        assertThat(decode(Compression.XZ, part, bin)).isEqualTo(content);
        assertThat(calls).hasContent("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNoProcessWhenClosedEarly(boolean slice) throws IOException {
        makeContent(BEYOND_BUFFERS);
        fake("xz", "exec /usr/bin/xz \"$@\"");
        FileSlice packed = pack("xz");
        if (slice) {
            packed = FileSlice.ofFile(packed.file()).part(0, packed.size() - 4);
        }
        Decoders decoders = Decoders.of(Map.of("PATH", bin.toString()));
        try (InputStream in =
                decoders.open(Compression.XZ, packed, MEMORY, new ExtractionWarnings("test"))) {
            assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(content, 10));
        }
        assertThat(ProcessHandle.of(pid("xz"))).isNotPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xz", "bzip2", "zstd", "gzip"})
    void leavesNoThreadWhenClosedEarlyInJava(String tool) throws IOException {
        makeContent(BEYOND_BUFFERS);
        Compression compression = Compression.named(tool);
        for (String option : tool.equals("xz") ? List.of("", "--block-size=100000") : List.of("")) {
            FileSlice packed = pack(tool, option);
            Decoders decoders = Decoders.of(Map.of());
            try (InputStream in =
                    decoders.open(compression, packed, MEMORY, new ExtractionWarnings("test"))) {
                assertThat(in.read()).isEqualTo(content[0] & 0xff);
            }
            noThreadIsLeft();
        }
    }

    @Test
    void endsWhenInterruptedThoughTheProgramHangs() throws Exception {
        fake("xz", "exec sleep 1000");
        FileSlice packed = pack("xz");
        Decoders decoders = Decoders.of(Map.of("PATH", bin.toString()));
        try (InputStream in =
                decoders.open(Compression.XZ, packed, MEMORY, new ExtractionWarnings("test"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(children()).isEmpty();
    }

    @Test
    void endsWhenInterruptedWhileBlocksAreDecoded() throws IOException {
        makeContent(BEYOND_BUFFERS);
        FileSlice packed = pack("xz", "--block-size=100000");
        try (InputStream in =
                Decoders.of(Map.of())
                        .open(Compression.XZ, packed, MEMORY, new ExtractionWarnings("test"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(in::readAllBytes).isInstanceOf(InterruptedIOException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    private Stream<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("sleep 1000"));
    }

    private long pid(String program) throws IOException {
        return Long.parseLong(Files.readString(bin.resolve(program + ".pid")).strip());
    }

    /** Write a script to a folder in PATH; return the file that counts the calls. */
    private Path fake(String name, String script) throws IOException {
        Path calls = bin.resolve(name + ".calls");
        Files.writeString(calls, "0");
        Path program =
                Files.writeString(
                        bin.resolve(name),
                        "#!/bin/sh\nexport PATH=/usr/bin:/bin\necho $$ >'%s.pid'\n%s\n%s\n"
                                .formatted(
                                        bin.resolve(name),
                                        "echo $(($(cat '%s') + 1)) >'%s'".formatted(calls, calls),
                                        script));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return calls;
    }

    private static byte[] decode(Compression compression, FileSlice packed, Path folder)
            throws IOException {
        Decoders decoders = Decoders.of(Map.of("PATH", folder.toString()));
        try (InputStream in =
                decoders.open(compression, packed, MEMORY, new ExtractionWarnings("test"))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            in.transferTo(out);
            return out.toByteArray();
        }
    }

    private FileSlice pack(String tool, String... options) throws IOException {
        Path plain = Files.write(temp.resolve("plain"), content);
        List<String> command = new ArrayList<>(List.of("/usr/bin/" + tool, "-c"));
        if (tool.equals("xz") || tool.equals("lzma")) {
            command.add("-0"); // the default takes four times the time
        }
        Arrays.stream(options).filter(option -> !option.isEmpty()).forEach(command::add);
        Path packed = temp.resolve("packed");
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(plain.toFile())
                        .redirectOutput(packed.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertThat(process.onExit().join().exitValue()).as(String.join(" ", command)).isZero();
        return FileSlice.ofFile(packed);
    }
}
