package org.qemu.functional.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.files.ProgramPath;

/** The {@code qemu-img} program of the QEMU under test. */
public final class QemuImg {
    private static final String VARIABLE = "QEMU_TEST_QEMU_IMG";
    private static final String NAME = "qemu-img";

    private final Path program;

    private QemuImg(Path program) {
        this.program = program;
    }

    /**
     * Find the program: at {@code QEMU_TEST_QEMU_IMG}, beside QEMU, in the build folder, or in
     * {@code PATH}.
     *
     * @param qemu the binary under test
     * @throws IllegalArgumentException if the variable does not name a program
     */
    public static Optional<QemuImg> locate(Map<String, String> environment, Path qemu, Path build) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isEmpty()) {
            if (!Files.isExecutable(Path.of(named))) {
                throw new IllegalArgumentException(
                        "%s='%s' is not a program; set it to a qemu-img"
                                .formatted(VARIABLE, named));
            }
            return Optional.of(new QemuImg(Path.of(named)));
        }
        return Stream.concat(
                        Stream.of(qemu.resolveSibling(NAME), build.resolve(NAME))
                                .filter(Files::isExecutable),
                        ProgramPath.find(NAME, environment).stream())
                .findFirst()
                .map(QemuImg::new);
    }

    /**
     * Find the program as {@link #locate} does, or skip the test.
     *
     * @throws TestAbortedException if there is none
     */
    public static QemuImg require(Map<String, String> environment, Path qemu, Path build) {
        return locate(environment, qemu, build)
                .orElseThrow(
                        () ->
                                new TestAbortedException(
                                        "there is no qemu-img: it is not set by QEMU_TEST_QEMU_IMG, not beside QEMU, and not in PATH"));
    }

    /** Return the path of the program. */
    public Path path() {
        return program;
    }

    /**
     * Create an image.
     *
     * @param format {@code raw}, {@code qcow2} …
     * @param size a size in the syntax of qemu-img: {@code 128M}
     * @return the image
     * @throws UncheckedIOException if qemu-img fails; the message quotes its output
     */
    public Path create(String format, Path image, String size) {
        run("create", "-q", "-f", format, image, size);
        return image;
    }

    /**
     * Create a qcow2 image with a backing file, which is not changed.
     *
     * @param backingFormat the format of the backing file
     * @return the image
     * @throws UncheckedIOException if qemu-img fails; the message quotes its output
     */
    public Path createOverlay(Path backing, String backingFormat, Path image) {
        run(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-b",
                backing.toAbsolutePath(),
                "-F",
                backingFormat,
                image);
        return image;
    }

    /**
     * Run the program and return its output.
     *
     * @throws UncheckedIOException if it fails; the message quotes its output
     */
    public String run(Object... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "'%s' failed: %s".formatted(String.join(" ", command), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(
                    new IOException("interrupted while running " + command, e));
        }
    }
}
