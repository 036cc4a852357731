package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.archive.Archives;

/** The asset.py of QEMU's own framework, which uses the same folder as this harness. */
record QemuFramework(Path assetPy, Path script) {
    private static final Asset SOURCE =
            Asset.of(
                    "debian:pool/main/q/qemu/qemu_10.0.2+ds.orig.tar.xz",
                    "0901da33844a331bf8b3602b9c1fbd178e60b737c8e3ade678255bd090c9b9f1");

    private static final String MODULE = "tests/functional/qemu_test/asset.py";

    /**
     * Find it in the source tree that {@code QEMU_SRC} names, or in Debian's source package, which
     * is an asset. Skip the test if there is neither.
     */
    static QemuFramework in(Path folder) throws IOException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/python3")),
                "there is no /usr/bin/python3 here");
        Path script = folder.resolve("peer.py");
        try (var in = QemuFramework.class.getResourceAsStream("peer.py")) {
            Files.copy(in, script);
        }
        String tree = System.getenv("QEMU_SRC");
        if (tree != null && !tree.isEmpty()) {
            return new QemuFramework(Path.of(tree, MODULE), script);
        }
        try {
            Path archive = AssetCache.fromEnvironment(System.getenv()).fetch(SOURCE);
            return new QemuFramework(
                    Archives.extractMember(
                            archive, null, SOURCE.url(), "qemu-10.0.2/" + MODULE, folder),
                    script);
        } catch (AssetUnavailableException | AssetException e) {
            return abort("QEMU's source cannot be had, and QEMU_SRC names none: " + e.getMessage());
        }
    }

    /** Start to fetch in a process that does not outlive the test. */
    Peer fetching(Path cache, Asset... assets) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("/usr/bin/python3", script.toString(), assetPy.toString()));
        for (Asset asset : assets) {
            command.addAll(List.of(asset.url(), asset.hash()));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("QEMU_TEST_CACHE_DIR", cache.toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().remove("QEMU_TEST_NO_DOWNLOAD");
        return new Peer(builder.redirectErrorStream(true).start());
    }

    /** A process of that framework. */
    static final class Peer implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;

        private Peer(Process process) {
            this.process = process;
            this.output = process.inputReader();
        }

        /** Wait until its output contains the given words. */
        void awaitWords(String words) throws IOException {
            List<String> said = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.contains(words)) {
                    return;
                }
            }
            assertThat(String.join("\n", said)).as("output until its end").contains(words);
        }

        void awaitWhole(Asset asset) throws IOException {
            awaitWords("has " + asset.hash() + " whole");
        }

        int await() throws InterruptedException {
            return process.waitFor();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
