package org.qemu.functional.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.condition.internal.ResourceNeeds;
import org.qemu.functional.machine.internal.scheduling.HostMemory;

class ResourcesTest {
    private static final long MIB = 1L << 20;

    @TempDir Path folder;

    static class Plain {}

    @Resources(
            cores = 4,
            memory = "2G",
            disk = "30G",
            kvm = true,
            hostArchitecture = {"x86_64", "aarch64"},
            lockedMemory = "64K")
    static class Demanding {}

    static class Heir extends Demanding {}

    @Resources(memory = "1G")
    static class Modest extends Demanding {}

    @Resources(cores = 0)
    static class NoCores {}

    @Resources(memory = "1500")
    static class NoUnit {}

    @Resources(memory = "")
    static class NoMemory {}

    @Resources(disk = "1.5G")
    static class Fraction {}

    @Resources(lockedMemory = "much")
    static class Much {}

    @Resources(hostArchitecture = "x86|arm")
    static class Combined {}

    @Test
    void readsTheAnnotationOfTheClassOrItsSuperclass() {
        ResourceNeeds all =
                new ResourceNeeds(
                        4, 2048 * MIB, 30720 * MIB, true, List.of("x86_64", "aarch64"), 64 << 10);
        assertThat(ResourceNeeds.of(Demanding.class)).isEqualTo(all);
        assertThat(ResourceNeeds.of(Heir.class)).isEqualTo(all);
        assertThat(ResourceNeeds.of(Modest.class))
                .isEqualTo(new ResourceNeeds(1, 1024 * MIB, 0, false, List.of(), 0));
        assertThat(ResourceNeeds.of(Plain.class))
                .isEqualTo(new ResourceNeeds(1, 1500 * MIB, 0, false, List.of(), 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "NoCores; cores = 0: write 1 or more",
                "NoUnit; 'memory = \"1500\" is less than 1 MiB: write a size with a unit, such as 1500M'",
                "NoMemory; memory = '' is not a size such as",
                "Fraction; disk = '1.5G' is not a size such as",
                "Much; lockedMemory = 'much' is not a size such as",
                "Combined; hostArchitecture = \"x86|arm\": write a name",
            })
    void namesTheClassOfAWrongValueAndWhatToWrite(String name, String problem) throws Exception {
        Class<?> type = Class.forName(getClass().getName() + "$" + name);
        assertThatThrownBy(() -> ResourceNeeds.of(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("@Resources of " + type.getName() + ": ")
                .hasMessageContaining(problem);
    }

    /** Return a host with 4 GiB of memory and a hard limit of 1 MiB of locked memory. */
    private Host host() throws Exception {
        Files.writeString(folder.resolve("meminfo"), "MemTotal: 4194304 kB\n");
        Files.writeString(folder.resolve("limits"), "Max locked memory  65536  1048576  bytes\n");
        Files.writeString(folder.resolve("status"), "CapEff:\t0000000000000000\n");
        Files.writeString(folder.resolve("uid_map"), "0 0 4294967295\n");
        return new Host(
                Map.of("QEMU_BUILD_ROOT", folder.resolve("build").toString()),
                "Linux",
                "x86_64",
                folder,
                new HostMemory(folder, folder),
                folder.resolve("kvm"));
    }

    private void skips(ResourceNeeds needs, String reason) throws Exception {
        assertThat(Reasons.resources(host(), needs, folder))
                .hasValueSatisfying(found -> assertThat(found).contains(reason));
    }

    @Test
    void skipsWithTheReasonWhatTheHostCannotRun() throws Exception {
        skips(
                new ResourceNeeds(1, 4097 * MIB, 0, false, List.of(), 0),
                "test needs 4097M of memory, but the host has 4G");
        skips(
                new ResourceNeeds(1, MIB, Long.MAX_VALUE, false, List.of(), 0),
                " of disk space, but '%s' has ".formatted(folder));
        skips(
                new ResourceNeeds(1, MIB, 0, true, List.of(), 0),
                "test needs KVM, but '%s' is not".formatted(folder.resolve("kvm")));
        skips(
                new ResourceNeeds(1, MIB, 0, false, List.of("s390x", "ppc64le"), 0),
                "requires a host of architecture s390x or ppc64le, not x86_64");
        skips(
                new ResourceNeeds(1, MIB, 0, false, List.of(), MIB + 1),
                "test locks 1025 KiB of memory, but the hard limit is 1024 KiB");
    }

    @Test
    void runsWhatTheHostCanRun() throws Exception {
        Files.createFile(folder.resolve("kvm"));
        ResourceNeeds needs =
                new ResourceNeeds(64, 4096 * MIB, 1, true, List.of("s390x", "x86_64"), MIB);
        assertThat(Reasons.resources(host(), needs, folder)).isEmpty();
    }

    @Test
    void looksForTheScratchFolderThatWillBeCreated() throws Exception {
        assertThat(host().scratch(Plain.class)).isEqualTo(folder);
        Path logs = Files.createDirectories(folder.resolve("build/tests/functional"));
        assertThat(host().scratch(Plain.class)).isEqualTo(logs);
    }
}
