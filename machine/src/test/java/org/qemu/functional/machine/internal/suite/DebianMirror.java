package org.qemu.functional.machine.internal.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A mirror of Debian in a folder, with one suite. Its {@code qemu-system-x86_64} is the {@code
 * echo} of this host, and its C library is that of this host.
 */
final class DebianMirror {
    static final String SUITE = "testing-suite";

    private final Path folder;
    private final String architecture;

    private DebianMirror(Path folder, String architecture) {
        this.folder = folder;
        this.architecture = architecture;
    }

    static DebianMirror create(Path folder) throws IOException, InterruptedException {
        DebianMirror mirror =
                new DebianMirror(
                        Files.createDirectories(folder),
                        output(folder, "dpkg", "--print-architecture").strip());
        Path library;
        Path loader;
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            List<Path> mapped =
                    maps.filter(line -> line.contains("/"))
                            .map(line -> Path.of(line.substring(line.indexOf('/'))))
                            .distinct()
                            .toList();
            library = find(mapped, "libc.so.6");
            loader = find(mapped, "ld-linux");
        }
        String triplet = library.getParent().getFileName().toString();
        mirror.add(
                "libc6",
                "",
                Map.of(
                        library,
                        "usr/lib/" + triplet + "/libc.so.6",
                        loader,
                        "usr/lib/" + triplet + "/" + loader.getFileName()));
        mirror.add(
                "qemu-system-x86",
                "Depends: libc6\n",
                Map.of(Path.of("/bin/echo"), "usr/bin/qemu-system-x86_64"));
        mirror.index();
        return mirror;
    }

    /** Copy the mirror to a folder, which takes much less time than to make one. */
    DebianMirror copy(Path copy) throws IOException, InterruptedException {
        Files.createDirectories(copy);
        output(folder, "cp", "-a", "dists", "pool", copy.toString());
        return new DebianMirror(copy, architecture);
    }

    private static Path find(List<Path> files, String name) throws IOException {
        return files.stream()
                .filter(file -> file.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow()
                .toRealPath();
    }

    private void add(String name, String fields, Map<Path, String> files)
            throws IOException, InterruptedException {
        Path tree = folder.resolve("tree-" + name);
        Files.createDirectories(tree.resolve("DEBIAN"));
        Files.writeString(
                tree.resolve("DEBIAN/control"),
                "Package: %s\nVersion: 1:9.9-1\nArchitecture: %s\nMaintainer: a test\nDescription: a test\n%s"
                        .formatted(name, architecture, fields));
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Path target = tree.resolve(file.getValue());
            Files.createDirectories(target.getParent());
            Files.copy(
                    file.getKey(),
                    target,
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Path pool = Files.createDirectories(folder.resolve("pool"));
        output(
                folder,
                "dpkg-deb",
                "-Znone",
                "--build",
                tree.toString(),
                pool.resolve(name + ".deb").toString());
    }

    private void index() throws IOException, InterruptedException {
        StringBuilder packages = new StringBuilder();
        try (Stream<Path> debs = Files.list(folder.resolve("pool"))) {
            for (Path deb : (Iterable<Path>) debs.sorted()::iterator) {
                packages.append(output(folder, "dpkg-deb", "--field", deb.toString()))
                        .append("Filename: pool/")
                        .append(deb.getFileName())
                        .append("\nSize: ")
                        .append(Files.size(deb))
                        .append("\nSHA256: ")
                        .append(sha256(deb))
                        .append("\n\n");
            }
        }
        String name = "main/binary-" + architecture + "/Packages";
        Path suite = folder.resolve("dists").resolve(SUITE);
        Path index = suite.resolve(name);
        Files.createDirectories(index.getParent());
        Files.writeString(index, packages);
        Files.writeString(
                suite.resolve("Release"),
                "Suite: %s\nCodename: %s\nDate: Thu, 01 Jan 2026 00:00:00 UTC\nArchitectures: %s\nComponents: main\nSHA256:\n %s %d %s\n"
                        .formatted(
                                SUITE,
                                SUITE,
                                architecture,
                                sha256(index),
                                Files.size(index),
                                name));
    }

    private String sha256(Path file) throws IOException, InterruptedException {
        return output(folder, "sha256sum", file.toString()).split(" ", 2)[0];
    }

    private static String output(Path folder, String... command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return output;
    }

    /** Return the settings for a program that fetches from the mirror into a cache. */
    Map<String, String> settings(Path cache) throws IOException {
        Path trust = folder.resolve("trust");
        Files.writeString(
                trust,
                """
                Acquire::AllowInsecureRepositories "true";
                APT::Get::AllowUnauthenticated "true";
                # Else it waits longer before each try.
                Acquire::Retries::Delay "false";
                """);
        Map<String, String> settings = new HashMap<>(System.getenv());
        settings.remove("QEMU_TEST_NO_DOWNLOAD");
        settings.put("APT_CONFIG", trust.toString());
        settings.put("QEMU_TEST_DEBIAN_MIRROR", folder.toUri().toString());
        settings.put("QEMU_TEST_CACHE_DIR", cache.toString());
        settings.put(SuiteQemu.VARIABLE, SUITE);
        return settings;
    }

    /** Make the mirror unreadable. */
    void close() throws IOException {
        Files.move(folder.resolve("dists"), folder.resolve("closed"));
    }
}
