package org.qemu.functional.atf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanupTest {
    private static final List<String> CALLS = new ArrayList<>();

    @BeforeEach
    void forget() {
        CALLS.clear();
    }

    @Test
    void callsServicesAndMethodsWithoutTheTest() {
        assertThat(InProcess.of(Fixture.class).run("-v", "count=3", "boots:cleanup").status())
                .isZero();
        assertThat(CALLS).containsExactly("service", "cleanUp 3", "base");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Inner.boots", "Inner.repeats[2]"})
    void callsMethodsOfNestedClassesFirst(String ident) {
        assertThat(InProcess.of(Fixture.class).run("-vcount=3", ident + ":cleanup").status())
                .isZero();
        assertThat(CALLS).containsExactly("service", "inner", "cleanUp 3", "base");
    }

    @Test
    void callsTheOthersIfOneFails() {
        TestProgram.Output output = InProcess.of(Fixture.class).run("boots:cleanup");

        assertThat(output.status()).isOne();
        assertThat(output.stderr())
                .contains("The cleanup of boots failed:\n")
                .contains("the configuration variable 'count' is not set");
        assertThat(CALLS).containsExactly("service", "base");
    }

    @Test
    void doesNotRunWithTheBody() {
        assertThat(InProcess.of(Fixture.class).run("-v", "count=3", "boots").stdout())
                .isEqualTo("passed\n");
        assertThat(CALLS).containsExactly("boots", "after each");
    }

    @Test
    void writesNoResult() {
        assertThat(InProcess.of(Fixture.class).run("-v", "count=3", "boots:cleanup").stdout())
                .isEmpty();
    }

    static class Base {
        @AtfCleanup
        @SuppressWarnings("UnusedMethod") // found by its annotation
        private static void cleanUpBase() {
            CALLS.add("base");
        }
    }

    static class Fixture extends Base {
        @Test
        void boots() {
            CALLS.add("boots");
        }

        @AfterEach
        void tearDown() {
            CALLS.add("after each");
        }

        @AtfCleanup
        void cleanUp(@ConfigVariable("count") int count) {
            CALLS.add("cleanUp " + count);
        }

        @Nested
        class Inner {
            @Test
            void boots() {}

            @org.junit.jupiter.api.RepeatedTest(2)
            void repeats() {}

            @AtfCleanup
            void cleanUpInner() {
                CALLS.add("inner");
            }
        }
    }

    /** Found by the service loader. */
    public static final class RecordingService implements CleanupService {
        @Override
        public void cleanUp(Path workDirectory) {
            if (workDirectory.equals(Path.of("").toAbsolutePath())) {
                CALLS.add("service");
            }
        }
    }
}
