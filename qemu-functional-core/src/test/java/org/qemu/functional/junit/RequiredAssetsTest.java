package org.qemu.functional.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.settings.HarnessSettings;

/** A class whose download is missing is skipped, or fails with QEMU_TEST_REQUIRE_ASSETS. */
@Isolated("changes the settings of this JVM")
class RequiredAssetsTest {
    /** No server listens there. */
    private static final String URL = "http://127.0.0.1:1/missing";

    private static final String HASH =
            "0000000000000000000000000000000000000000000000000000000000000000";

    @AfterEach
    void restore() {
        HarnessSettings.useParameters(name -> Optional.empty());
    }

    @SuppressWarnings({"NullAway.Init", "unused"})
    static class StaticField {
        @AssetFile(url = URL, hash = HASH)
        static Path file;

        @Test
        void needsIt() {}
    }

    @QemuTest
    static class SetUp {
        @BeforeAll
        static void fetch() {
            Asset.of(URL, HASH).fetch();
        }

        @Test
        void needsIt() {}
    }

    @QemuTest
    @TestInstance(Lifecycle.PER_CLASS)
    static class ConstructorOfTheClass {
        ConstructorOfTheClass(@AssetFile(url = URL, hash = HASH) Path file) {}

        @Test
        void needsIt() {}
    }

    @QemuTest
    static class ConstructorOfATest {
        ConstructorOfATest(@AssetFile(url = URL, hash = HASH) Path file) {}

        @Test
        void needsIt() {}
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                StaticField.class,
                SetUp.class,
                ConstructorOfTheClass.class,
                ConstructorOfATest.class
            })
    void isSkippedOrFails(Class<?> type) {
        assertThat(run(type, Map.of()))
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.getStatus()).isEqualTo(Status.ABORTED);
                            assertThat(result.getThrowable().orElseThrow())
                                    .hasMessageContaining(URL);
                        });
        assertThat(run(type, Map.of("qemu.test.require.assets", "1")))
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.getStatus()).isEqualTo(Status.FAILED);
                            assertThat(result.getThrowable().orElseThrow())
                                    .hasMessageContaining(
                                            "an asset is missing, and QEMU_TEST_REQUIRE_ASSETS is set")
                                    .hasMessageContaining(URL);
                        });
    }

    /** Return how what did not succeed ended. */
    private static List<TestExecutionResult> run(Class<?> type, Map<String, String> settings) {
        HarnessSettings.useParameters(name -> Optional.ofNullable(settings.get(name)));
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .execute()
                .allEvents()
                .finished()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .filter(result -> result.getStatus() != Status.SUCCESSFUL)
                .toList();
    }
}
