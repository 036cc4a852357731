package org.qemu.functional.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.internal.scheduling.HostMemory;

class ReasonsTest {
    /** The uid_map of the first user namespace. */
    private static final String ALL_USERS = "         0          0 4294967295\n";

    @TempDir Path folder;

    private Host host(Map<String, String> environment) {
        return new Host(
                environment, "Linux", "x86_64", folder, new HostMemory(folder, folder), folder);
    }

    private final Map<String, String> path = Map.of("PATH", "/nowhere::/bin:/usr/bin");

    @Test
    void namesEachMissingCommand() {
        assertThat(Reasons.missingCommands(host(path), "sh", "no-such-1", "no-such-2"))
                .hasValue("required command(s) \"no-such-1, no-such-2\" not installed");
        assertThat(Reasons.missingCommands(host(path), "sh")).isEmpty();
    }

    @Test
    void findsNoCommandWithoutAPath() {
        assertThat(Reasons.missingCommands(host(Map.of()), "sh")).isPresent();
    }

    @Test
    void namesEachMissingVariableAndTakesAnyValue() {
        assertThat(Reasons.missingEnv(host(Map.of("A", "")), "A", "B"))
                .hasValue("required environment variable(s) \"B\" not set");
    }

    @Test
    void skipsOnTheNamedOperatingSystemsOnly() {
        assertThat(Reasons.operatingSystem(host(path), "Darwin", "Linux"))
                .hasValue("not supported on Linux");
        assertThat(Reasons.operatingSystem(host(path), "Darwin")).isEmpty();
    }

    @Test
    void skipsOnHostsThatAreNotNamed() {
        assertThat(Reasons.notMachine(host(path), "aarch64", "s390x"))
                .hasValue("requires a host of architecture aarch64 or s390x, not x86_64");
        assertThat(Reasons.notMachine(host(path), "x86_64")).isEmpty();
    }

    @Test
    void namesEachClassThatCannotBeLoaded() {
        assertThat(Reasons.missingImports("java.lang.String", "org.example.Missing"))
                .hasValue("required class(es) \"org.example.Missing\" not found");
    }

    @Test
    void refusesAnAnnotationThatNamesNothing() {
        assertThatThrownBy(() -> Reasons.flaky(host(Map.of("QEMU_TEST_FLAKY_TESTS", "1")), " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@SkipFlakyTest")
                .hasMessageContaining("the URL of the bug report");
        assertThatThrownBy(() -> Reasons.missingCommands(host(path)))
                .hasMessageContaining("@SkipIfMissingCommands");
        assertThatThrownBy(() -> Reasons.missingEnv(host(path), "A", ""))
                .hasMessageContaining("@SkipIfMissingEnv");
        assertThatThrownBy(() -> Reasons.missingImports(""))
                .hasMessageContaining("@SkipIfMissingImports");
        assertThatThrownBy(() -> Reasons.operatingSystem(host(path)))
                .hasMessageContaining("@SkipIfOperatingSystem");
        assertThatThrownBy(() -> Reasons.notMachine(host(path), ""))
                .hasMessageContaining("@SkipIfNotMachine");
    }

    @Test
    void asksForAnOptIn() {
        Host out = host(Map.of());
        Host in =
                host(
                        Map.of(
                                "QEMU_TEST_FLAKY_TESTS", "1",
                                "QEMU_TEST_ALLOW_SLOW", "1",
                                "QEMU_TEST_ALLOW_LARGE_STORAGE", "1",
                                "QEMU_TEST_ALLOW_UNTRUSTED_CODE", "1"));
        assertThat(Reasons.flaky(out, "https://example.org/1"))
                .hasValueSatisfying(
                        reason ->
                                assertThat(reason)
                                        .contains(
                                                "https://example.org/1", "QEMU_TEST_FLAKY_TESTS"));
        assertThat(Reasons.slow(out)).isPresent();
        assertThat(Reasons.bigData(out)).isPresent();
        assertThat(Reasons.untrusted(out)).isPresent();
        assertThat(Reasons.flaky(in, "https://example.org/1")).isEmpty();
        assertThat(Reasons.slow(in)).isEmpty();
        assertThat(Reasons.bigData(in)).isEmpty();
        assertThat(Reasons.untrusted(in)).isEmpty();
    }

    /** Write the files of a process with a hard limit of 1 MiB. */
    private void process(String capabilities, String users) throws IOException {
        Files.writeString(
                folder.resolve("limits"),
                "Limit   Soft   Hard   Units\nMax locked memory         65536    1048576   bytes\n");
        Files.writeString(folder.resolve("status"), "Name:\tjava\nCapEff:\t" + capabilities + "\n");
        Files.writeString(folder.resolve("uid_map"), users);
    }

    @Test
    void comparesWithTheHardLimitOnLockedMemory() throws IOException {
        process("0000000000000000", ALL_USERS);
        assertThat(Reasons.lockedMemory(host(path), 1024)).isEmpty();
        assertThat(Reasons.lockedMemory(host(path), 1025))
                .hasValueSatisfying(reason -> assertThat(reason).contains("1025 KiB", "1024 KiB"));
        Files.writeString(
                folder.resolve("limits"), "Max locked memory         65536    unlimited   bytes\n");
        assertThat(Reasons.lockedMemory(host(path), Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void doesNotLimitWhoMayLockAnyMemory() throws IOException {
        process("000001fffeffffff", ALL_USERS);
        assertThat(Reasons.lockedMemory(host(path), 1025)).isEmpty();
        process("000001fffeffbfff", ALL_USERS);
        assertThat(Reasons.lockedMemory(host(path), 1025)).isPresent();
    }

    @Test
    void limitsTheRootOfAUserNamespace() throws IOException {
        process("000001fffeffffff", "         0       1000          1\n");
        assertThat(Reasons.lockedMemory(host(path), 1025)).isPresent();
    }

    @Test
    void readsTheLimitOfThisProcess() {
        assertThat(Host.system().lockedMemory()).isNotNegative();
    }
}
