package org.qemu.functional.screen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.qemu.functional.files.ProgramPath;

/** Recognize the text in pictures with the {@code tesseract} program. */
public final class Ocr {
    private static final String NAME = "tesseract";

    private final Path program;

    private Ocr(Path program) {
        this.program = program;
    }

    /** Find the program in {@code PATH}. */
    public static Optional<Ocr> locate(Map<String, String> environment) {
        return ProgramPath.find(NAME, environment).map(Ocr::new);
    }

    /**
     * Return the lines of text in a picture, without blank ones.
     *
     * @throws UncheckedIOException if tesseract fails; the message quotes its output
     */
    public List<String> read(Path picture) {
        List<String> command = List.of(program.toString(), picture.toString(), "stdout");
        try {
            Path words = Files.createTempFile("tesseract", ".err");
            try {
                Process process = new ProcessBuilder(command).redirectError(words.toFile()).start();
                process.getOutputStream().close();
                String text = new String(process.getInputStream().readAllBytes(), UTF_8);
                if (process.waitFor() != 0) {
                    throw new IOException(Files.readString(words).strip());
                }
                return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
            } finally {
                Files.deleteIfExists(words);
            }
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
