package org.qemu.functional.machine.internal.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.machine.MissingQemuException;
import org.qemu.functional.machine.QemuBinary;

/** Fetches from a mirror in a folder, by the apt of this host. */
@Timeout(300)
class SuiteQemuTest {
    private static final String TARGET = "x86_64";

    @TempDir private static Path original;
    private static DebianMirror originalMirror;

    @TempDir private Path folder;
    private DebianMirror mirror;
    private Path cache;

    @BeforeAll
    static void create() throws Exception {
        assumeTrue(
                Stream.of("apt-get", "dpkg-deb")
                        .allMatch(name -> ProgramPath.find(name, System.getenv()).isPresent()),
                "needs apt");
        originalMirror = DebianMirror.create(original);
    }

    @BeforeEach
    void copy() throws Exception {
        mirror = originalMirror.copy(folder.resolve("mirror"));
        cache = folder.resolve("the cache");
    }

    private Path fetch(Map<String, String> settings) throws SuiteFetchException {
        return SuiteQemu.wanted(settings).orElseThrow().program(TARGET);
    }

    private static String run(Path program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    }

    private Path suite() {
        return cache.resolve("suites").resolve(DebianMirror.SUITE);
    }

    @Test
    void fetchesOnceAndUsesItWithoutTheMirror() throws Exception {
        Path program = fetch(mirror.settings(cache));
        assertThat(run(program, "-M", "none")).endsWith("-M none");
        assertThat(SuiteQemu.versionOf(program).orElseThrow()).startsWith("echo (GNU");
        assertThat(SuiteQemu.rootOf(program).orElseThrow().resolve("usr/bin")).isDirectory();
        mirror.close();
        assertThat(fetch(mirror.settings(cache))).isEqualTo(program);
        try (Stream<Path> left = Files.list(suite())) {
            assertThat(left).containsExactlyInAnyOrder(suite().resolve("x86"), lock());
        }
    }

    private Path lock() {
        return suite().resolve("x86.lock");
    }

    @Test
    void worksAtAnotherPath() throws Exception {
        Path program = fetch(mirror.settings(cache));
        Path moved = folder.resolve("moved");
        Files.move(cache, moved);
        Path there = moved.resolve(cache.relativize(program));
        assertThat(run(there, "-S")).endsWith("-S");
        Path link = Files.createSymbolicLink(folder.resolve("qemu-system-x86_64"), there);
        assertThat(run(link, "-S")).endsWith("-S");
    }

    @Test
    void isFetchedOnceForSeveralProcesses() throws Exception {
        Map<String, String> settings = mirror.settings(cache);
        List<CompletableFuture<Path>> all =
                Stream.generate(() -> CompletableFuture.supplyAsync(() -> unchecked(settings)))
                        .limit(3)
                        .toList();
        Path first = all.get(0).get();
        Object made = Files.getAttribute(first, "unix:ino");
        for (CompletableFuture<Path> one : all) {
            assertThat(one.get()).isEqualTo(first);
        }
        assertThat(Files.getAttribute(first, "unix:ino")).isEqualTo(made);
    }

    private Path unchecked(Map<String, String> settings) {
        try {
            return fetch(settings);
        } catch (SuiteFetchException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void doesNotUseWhatAKilledProcessLeft() throws Exception {
        Path half = Files.createDirectories(suite().resolve("x86.new/bin"));
        Files.writeString(half.resolve("qemu-system-x86_64"), "half");
        Path unfinished = Files.createDirectories(suite().resolve("x86/bin"));
        Path program = Files.writeString(unfinished.resolve("qemu-system-x86_64"), "half");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(run(fetch(mirror.settings(cache)), "-S")).endsWith("-S");
        assertThat(suite().resolve("x86.new")).doesNotExist();
    }

    @Test
    void leavesNothingIfItIsInterrupted() throws Exception {
        Map<String, String> settings = mirror.settings(cache);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            Thread.currentThread().interrupt();
                            try {
                                fetch(settings);
                                thrown.complete(new AssertionError("it was not interrupted"));
                            } catch (SuiteFetchException e) {
                                thrown.complete(e);
                            }
                        });
        thread.start();
        assertThat(thrown.get())
                .isInstanceOf(SuiteFetchException.class)
                .hasMessageContaining("interrupted");
        assertThat(suite().resolve("x86")).doesNotExist();
    }

    @Test
    void cannotBeFetchedIfDownloadsAreOff() throws Exception {
        Map<String, String> settings = mirror.settings(cache);
        settings.put("QEMU_TEST_NO_DOWNLOAD", "1");
        assertThatThrownBy(() -> fetch(settings))
                .asInstanceOf(type(SuiteFetchException.class))
                .matches(SuiteFetchException::isTemporary)
                .extracting(Throwable::getMessage, STRING)
                .contains(DebianMirror.SUITE, suite().toString(), "QEMU_TEST_NO_DOWNLOAD is set");
        settings.remove("QEMU_TEST_NO_DOWNLOAD");
        assertThat(fetch(settings)).isExecutable();
    }

    @Test
    void isUnavailableForNowWithoutANetwork() throws Exception {
        Map<String, String> settings = mirror.settings(cache);
        settings.put("QEMU_TEST_DEBIAN_MIRROR", "http://127.0.0.1:1/debian");
        assertThatThrownBy(() -> locate(settings, TARGET))
                .isInstanceOf(TestAbortedException.class)
                .matches(SuiteFetchException::isCauseOf)
                .hasMessageContaining("cannot reach the mirror")
                .hasMessageContaining("127.0.0.1");
    }

    private static QemuBinary locate(Map<String, String> settings, String target) {
        settings.remove("QEMU_TEST_QEMU_BINARY");
        return QemuBinary.locate(settings, Path.of("/nowhere"), Optional.of(target));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Sid,x86_64,\"'Sid' is not the name of a suite\"",
                "-o,x86_64,\"'-o' is not the name of a suite\"",
                "siid,x86_64,\"the mirror has no suite 'siid'\"",
                "testing-suite,s390x,\"'testing-suite' has no QEMU for s390x\"",
                "testing-suite,i386,have no qemu-system-i386; they have qemu-system-x86_64",
            })
    void rejectsWrongNames(String suite, String target, String message) throws IOException {
        Map<String, String> settings = mirror.settings(cache);
        settings.put(SuiteQemu.VARIABLE, suite);
        assertThatThrownBy(() -> locate(settings, target))
                .isInstanceOf(MissingQemuException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesTheMissingProgram() throws IOException {
        Map<String, String> settings = mirror.settings(cache);
        Path path = Files.createDirectories(folder.resolve("path"));
        for (String name : List.of("bash", "setpriv")) {
            Files.createSymbolicLink(
                    path.resolve(name), ProgramPath.find(name, System.getenv()).orElseThrow());
        }
        settings.put("PATH", path.toString());
        assertThatThrownBy(() -> locate(settings, TARGET))
                .isInstanceOf(MissingQemuException.class)
                .hasMessageContaining("'apt-get' is not in PATH")
                .hasMessageContaining("set QEMU_TEST_QEMU_BINARY");
    }

    @Test
    void prefersANamedBinaryToTheSuite() throws IOException {
        Map<String, String> settings = mirror.settings(cache);
        settings.put("QEMU_TEST_QEMU_BINARY", "/bin/true");
        assertThat(QemuBinary.locate(settings, Path.of("/nowhere"), Optional.empty()).path())
                .isEqualTo(Path.of("/bin/true"));
    }

    @Test
    void saysWhichVersionItIs() throws IOException {
        QemuBinary binary = locate(mirror.settings(cache), TARGET);
        assertThat(binary.description()).startsWith(binary.path() + " (echo (GNU");
        assertThat(binary.arch()).isEqualTo(TARGET);
    }
}
