package org.qemu.functional.kyua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.qemu.functional.atf.Metadata;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.condition.SkipIfMissingEnv;
import org.qemu.functional.condition.SkipIfNotMachine;
import org.qemu.functional.condition.SkipIfOperatingSystem;
import org.qemu.functional.condition.SkipLockedMemoryTest;
import org.qemu.functional.condition.SkipSlowTest;
import org.qemu.functional.condition.SkipUntrustedTest;

/** Verifies what kyua gets to know of the conditions of a test. */
class ConditionMetadataTest {
    @SkipIfMissingCommands({"ncat", "zstd"})
    @SkipSlowTest
    static class Conditional {
        @SkipIfMissingCommands({"zstd", "/bin/sh"})
        @SkipIfNotMachine({"x86_64", "aarch64"})
        @SkipIfMissingEnv({"A", "B"})
        @SkipIfOperatingSystem("Darwin")
        @SkipFlakyTest("bug 5")
        @SkipBigDataTest
        @SkipUntrustedTest
        @SkipLockedMemoryTest(2048)
        void all() {}

        void none() {}

        static class Inner {
            void none() {}
        }
    }

    @Resources(
            memory = "3G",
            disk = "20G",
            kvm = true,
            hostArchitecture = {"x86_64", "aarch64"},
            lockedMemory = "64K")
    static class Demanding {
        void all() {}
    }

    private static Map<String, String> of(Class<?> type, String method) throws Exception {
        Metadata metadata = new Metadata();
        new ConditionMetadata()
                .describe(type, Optional.of(type.getDeclaredMethod(method)), metadata);
        return metadata.values();
    }

    @Test
    void conditionsOfTheMethodAreAddedToThoseOfTheClass() throws Exception {
        assertThat(of(Conditional.class, "all"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "require.progs", "ncat zstd /bin/sh",
                                "require.machine", "x86_64 aarch64",
                                "X-require.env", "A B",
                                "X-not.on", "Darwin",
                                "X-flaky", "bug 5",
                                "X-slow", "true",
                                "X-big.data", "true",
                                "X-untrusted", "true",
                                "X-locked.memory", "2048K"));
    }

    @Test
    void resourcesAreMetadata() throws Exception {
        assertThat(of(Demanding.class, "all"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "require.memory", "3072M",
                                "require.diskspace", "20480M",
                                "require.machine", "x86_64 aarch64",
                                "X-locked.memory", "1M",
                                "X-kvm", "true"));
    }

    @Test
    void conditionsOfAClassApplyToItsTestsAndNestedClasses() throws Exception {
        Map<String, String> expected = Map.of("require.progs", "ncat zstd", "X-slow", "true");

        assertThat(of(Conditional.class, "none")).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(of(Conditional.Inner.class, "none"))
                .containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void aTestWithoutConditionsHasNoMetadata() throws Exception {
        assertThat(of(ConditionMetadataTest.class, "aTestWithoutConditionsHasNoMetadata"))
                .isEmpty();
    }
}
