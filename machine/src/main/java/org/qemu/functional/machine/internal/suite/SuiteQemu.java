package org.qemu.functional.machine.internal.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileOwner;
import org.qemu.functional.logging.Log;

/**
 * The QEMU that a suite of Debian packages, in the cache folder. The script {@code qemu-suite},
 * which this project's own {@code make qemu} runs, too, fetches it: a folder is complete or absent,
 * and one process at a time creates it.
 */
public final class SuiteQemu {
    /** The setting that names the suite, such as {@code sid}. */
    public static final String VARIABLE = "QEMU_SUITE";

    private static final Log LOG = Log.of("qemu.machine");

    private static final String NO_DOWNLOAD = "QEMU_TEST_NO_DOWNLOAD";
    private static final String PROGRAM = "qemu-system-";

    /** The file that the script writes last: the output of {@code --version}. */
    private static final String VERSION = "version";

    /** What failed once in this program is not tried again for the next test. */
    private static final Map<List<?>, SuiteFetchException> FAILED = new ConcurrentHashMap<>();

    private final Map<String, String> environment;
    private final String suite;
    private final Path folder;

    private SuiteQemu(Map<String, String> environment, String suite) {
        this.environment = environment;
        this.suite = suite;
        this.folder =
                CacheFolder.fromEnvironment(environment).base().resolve("suites").resolve(suite);
    }

    /** Return that of the suite that the settings name; empty if they name none. */
    public static Optional<SuiteQemu> wanted(Map<String, String> environment) {
        return Optional.of(environment.getOrDefault(VARIABLE, "").strip())
                .filter(suite -> !suite.isEmpty())
                .map(suite -> new SuiteQemu(environment, suite));
    }

    /**
     * Return the path of {@code qemu-system-<target>}, which is fetched if it is not in the cache.
     *
     * @param target as in {@code qemu-system-<target>}
     * @throws SuiteFetchException if it cannot be fetched
     */
    public Path program(String target) throws SuiteFetchException {
        Optional<Path> known = find(target);
        if (known.isPresent()) {
            return known.get();
        }
        List<?> key = List.of(folder, target, mayDownload());
        SuiteFetchException failed = FAILED.get(key);
        if (failed != null) {
            throw failed;
        }
        try {
            return fetch(target);
        } catch (SuiteFetchException e) {
            FAILED.put(key, e);
            throw e;
        }
    }

    private Path fetch(String target) throws SuiteFetchException {
        if (!mayDownload()) {
            throw new SuiteFetchException(
                    true,
                    "the QEMU of '%s' for %s is not in '%s', and %s is set"
                            .formatted(suite, target, folder, NO_DOWNLOAD));
        }
        LOG.info("fetching the QEMU of '{}' for {} into '{}'", suite, target, folder);
        Path bin = new SuiteScript(environment).run(suite, folder, target);
        return bin.resolve(PROGRAM + target);
    }

    private boolean mayDownload() {
        return environment.getOrDefault(NO_DOWNLOAD, "").isEmpty();
    }

    /** Find the program in the cache. */
    private Optional<Path> find(String target) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> groups = Files.list(folder)) {
            return groups.filter(group -> Files.isReadable(group.resolve(VERSION)))
                    .map(group -> group.resolve("bin").resolve(PROGRAM + target))
                    .filter(program -> Files.isExecutable(program) && FileOwner.isTrusted(program))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            LOG.warn("cannot list '{}': {}", folder, e.toString());
            return Optional.empty();
        }
    }

    /**
     * Return the version that a program of a suite reported when it was fetched; empty for any
     * other program.
     */
    public static Optional<String> versionOf(Path program) {
        return top(program)
                .map(top -> top.resolve(VERSION))
                .filter(Files::isReadable)
                .flatMap(SuiteQemu::firstLine);
    }

    /** Return the folder with the files of all packages of the suite that a program is from. */
    public static Optional<Path> rootOf(Path program) {
        return top(program)
                .filter(top -> Files.isReadable(top.resolve(VERSION)))
                .map(top -> top.resolve("root"))
                .filter(Files::isDirectory);
    }

    private static Optional<Path> top(Path program) {
        return Optional.ofNullable(program.toAbsolutePath().getParent())
                .filter(bin -> bin.endsWith("bin"))
                .map(Path::getParent);
    }

    private static Optional<String> firstLine(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst();
        } catch (IOException e) {
            LOG.debug("cannot read '{}': {}", file, e.toString());
            return Optional.empty();
        }
    }
}
