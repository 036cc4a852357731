package org.qemu.functional.machine.internal.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.FileOwner;
import org.qemu.functional.logging.Log;

/**
 * Cache the answers of QEMU binaries on disk for later programs that query the same binary.
 *
 * <p>An answer is one text file, named after the path of the binary. It begins with the identity of
 * the binary and of its module folders, so that a rebuilt, updated or moved QEMU is queried again.
 * Answers of scripts are not cached, since the program that a script starts can change while the
 * script does not. If the cache cannot be read or written, the only cost is starting QEMU again.
 */
public final class ProbeCache {
    private static final Log LOG = Log.of("qemu.machine");
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    /** Increase the number when the questions change. */
    private static final String FORMAT = "qemu-functional probe 2";

    private final Path folder;
    private final Map<String, String> environment;

    private ProbeCache(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** Return the cache below the asset cache that the environment names. */
    public static ProbeCache of(Map<String, String> environment) {
        return new ProbeCache(CacheFolder.fromEnvironment(environment).probed(), environment);
    }

    /** Find the answer that this exact binary gave to a question. */
    Optional<Answer> find(Path binary, String question) {
        try {
            Optional<String> identity = identity(binary);
            if (identity.isEmpty() || !FileOwner.isTrusted(file(binary, question))) {
                return Optional.empty();
            }
            List<String> lines = Files.readString(file(binary, question)).lines().toList();
            List<String> head = List.of(FORMAT, identity.get());
            if (lines.size() < 2 || !lines.subList(0, 2).equals(head)) {
                return Optional.empty();
            }
            return Answer.parse(lines.subList(2, lines.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("cannot read the cached capabilities of '{}': {}", binary, e.toString());
            return Optional.empty();
        }
    }

    /** Store an answer atomically. */
    void store(Path binary, String question, Answer answer) {
        try {
            Optional<String> identity = identity(binary);
            if (identity.isEmpty()) {
                return;
            }
            Files.createDirectories(folder);
            Path whole = Files.createTempFile(folder, "probe", ".new");
            try {
                Files.write(
                        whole,
                        Stream.concat(Stream.of(FORMAT, identity.get()), answer.lines()).toList(),
                        UTF_8);
                Files.move(whole, file(binary, question), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            LOG.debug("cannot cache the capabilities of '{}': {}", binary, e.toString());
        }
    }

    private Path file(Path binary, String question) {
        return folder.resolve(
                binary.getFileName()
                        + "-"
                        + Integer.toHexString(binary.toAbsolutePath().toString().hashCode())
                        + "."
                        + question);
    }

    /** Return everything that determines the binary's answers; empty if it cannot be determined. */
    private Optional<String> identity(Path binary) throws IOException {
        try (InputStream start = Files.newInputStream(binary)) {
            if (!Arrays.equals(start.readNBytes(ELF.length), ELF)) {
                return Optional.empty();
            }
        }
        StringBuilder identity = new StringBuilder(binary.toAbsolutePath().toString());
        identity.append(' ').append(FileIdentity.of(binary).line().strip());
        for (Path modules : moduleFolders(binary.toRealPath())) {
            identity.append(' ').append(modules).append(' ');
            identity.append(FileIdentity.of(modules).modified());
        }
        return Optional.of(identity.toString());
    }

    /**
     * Return the folders in which QEMU looks for modules: {@code module_load()} in its {@code
     * util/module.c}.
     */
    private Collection<Path> moduleFolders(Path binary) throws IOException {
        Set<Path> folders = new TreeSet<>();
        String named = environment.getOrDefault("QEMU_MODULE_DIR", "");
        if (!named.isEmpty()) {
            folders.add(Path.of(named));
        }
        Path prefix = binary.resolveSibling("../lib").normalize();
        folders.add(prefix.resolve("qemu"));
        if (Files.isDirectory(prefix)) {
            try (DirectoryStream<Path> triplets =
                    Files.newDirectoryStream(prefix, "*-linux-gnu*")) {
                triplets.forEach(triplet -> folders.add(triplet.resolve("qemu")));
            }
        }
        folders.removeIf(path -> !Files.isDirectory(path));
        return folders;
    }

    /** Lists of words by their names. */
    record Answer(Map<String, Set<String>> words) {
        Stream<String> lines() {
            return words.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(
                            list ->
                                    list.getKey()
                                            + " "
                                            + String.join(" ", new TreeSet<>(list.getValue())));
        }

        /** Parse the output of {@link #lines}; empty if the format is different. */
        static Optional<Answer> parse(List<String> lines) {
            Map<String, Set<String>> words = new HashMap<>();
            for (String line : lines) {
                List<String> parts = List.of(line.split(" "));
                words.put(parts.get(0), Set.copyOf(parts.subList(1, parts.size())));
            }
            return words.isEmpty() ? Optional.empty() : Optional.of(new Answer(words));
        }

        Set<String> get(String name) {
            return words.getOrDefault(name, Set.of());
        }
    }
}
