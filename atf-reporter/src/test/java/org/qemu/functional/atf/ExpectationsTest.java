package org.qemu.functional.atf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.qemu.functional.tap.TapReporter;
import org.qemu.functional.tap.TapSummary;

class ExpectationsTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "failsAsAnnotated,      'expected_failure: bug 1: '",
        "failsInSetUp,          'expected_failure: bug 8: '",
        "failsInTearDown,       'failed: '",
        "cannotRun,             'skipped: Assumption failed: no device'",
        "skipsAfterAnnouncing,  'failed: '",
        "failsOfTwo[1],         'expected_failure: bug 9: '",
        "failsOfTwo[2],         'failed: '",
        "exceedsLimit,          'expected_failure: bug 7: java.util.concurrent.TimeoutException'",
        "exceedsLimitInThread,  'expected_failure: bug 7: java.util.concurrent.TimeoutException'",
        "failsInThread,         'expected_failure: bug 2: '",
        "announcesAnother,      'failed: '",
        "withdraws,             'failed: '",
        "blankReason,           'failed: java.lang.IllegalArgumentException: the reason is blank'",
        "badStatus,             'failed: java.lang.IllegalArgumentException: bad exit status 256'"
    })
    void decideTheResult(String test, String start) {
        assertThat(InProcess.of(Fixture.class).run(test).stdout().lines())
                .last()
                .asString()
                .startsWith(start);
    }

    @Test
    void areWrittenBeforeTheTestContinues() throws Exception {
        Path result = folder.resolve("result");

        InProcess.of(Fixture.class)
                .run("-r", result.toString(), "-v", "result=" + result, "readsItsResult");

        assertThat(Files.readString(result))
                .startsWith("failed: ")
                .contains("expected_signal(9): bug 5\u2424/")
                .contains("expected_exit: bug 4\u2424/")
                .contains("expected_death: bug 6\u2424/")
                .contains("expected_timeout: bug 7\u2424/");
    }

    @Test
    void becomeTodoPointsInTap() {
        ByteArrayOutputStream tap = new ByteArrayOutputStream();
        TapReporter reporter = TapReporter.to(tap);
        LauncherFactory.create(
                        LauncherConfig.builder()
                                .enableLauncherSessionListenerAutoRegistration(false)
                                .enableTestExecutionListenerAutoRegistration(false)
                                .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Fixture.class))
                                .build(),
                        reporter);

        assertThat(tap.toString(UTF_8).lines().filter(line -> line.matches("(not )?ok .*")))
                .map(line -> line.replaceFirst("ok \\d+ - ExpectationsTest\\$Fixture\\.", "ok "))
                .contains(
                        "not ok failsAsAnnotated # TODO bug 1",
                        "not ok failsInSetUp # TODO bug 8",
                        "not ok failsInTearDown",
                        "not ok failsOfTwo: fails # TODO bug 9",
                        "not ok failsOfTwo: passes",
                        "not ok exceedsLimit # TODO bug 7",
                        "not ok announcesAnother");
        assertThat(tap.toString(UTF_8)).contains("severity: \"todo\"");
        assertThat(reporter.summary()).isEqualTo(new TapSummary(0, 8, 1, 6));
    }

    @Test
    void requireTheExtension() {
        assertThatThrownBy(() -> Expectations.expectFailure("bug"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@ExtendWith(AtfExtension.class)");
    }

    @ExtendWith(AtfExtension.class)
    static class Fixture {
        @BeforeEach
        void setUp(org.junit.jupiter.api.TestInfo test) {
            if (test.getDisplayName().startsWith("failsInSetUp")) {
                Expectations.expectFailure("bug 8");
                fail("set-up");
            }
            if (test.getDisplayName().startsWith("exceedsLimit")) {
                // The limit begins after this.
                Expectations.expectTimeout("bug 7");
            }
        }

        @AfterEach
        void tearDown(org.junit.jupiter.api.TestInfo test) {
            if (test.getDisplayName().startsWith("failsInTearDown")) {
                fail("tear-down");
            }
        }

        @Test
        @ExpectedFailure("bug 1")
        void failsAsAnnotated() {
            fail("boom");
        }

        @Test
        @ExpectedFailure("bug 1")
        void cannotRun() {
            assumeTrue(false, "no device");
        }

        @Test
        void skipsAfterAnnouncing() {
            Expectations.expectFailure("bug 1");
            assumeTrue(false, "no device");
        }

        @Test
        void failsInSetUp() {}

        @Test
        @ExpectedFailure("bug 1")
        void failsInTearDown() {
            fail("boom");
        }

        @TestFactory
        @ExpectedFailure("bug 9")
        List<DynamicTest> failsOfTwo() {
            return List.of(
                    dynamicTest("fails", () -> fail("boom")), dynamicTest("passes", () -> {}));
        }

        @Test
        @Timeout(value = 100, unit = TimeUnit.MILLISECONDS)
        void exceedsLimit() throws Exception {
            new CountDownLatch(1).await();
        }

        @Test
        @Timeout(
                value = 100,
                unit = TimeUnit.MILLISECONDS,
                threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void exceedsLimitInThread() throws Exception {
            new CountDownLatch(1).await();
        }

        @Test
        @Timeout(
                value = 1,
                unit = TimeUnit.MINUTES,
                threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void failsInThread() {
            Expectations.expectFailure("bug 2");
            fail("boom");
        }

        @Test
        void announcesAnother() {
            Expectations.expectFailure("bug 2");
            Expectations.expectTimeout("bug 3");
        }

        @Test
        void withdraws() {
            Expectations.expectDeath("bug 2");
            Expectations.expectPass();
        }

        @Test
        void blankReason() {
            Expectations.expectFailure(" ");
        }

        @Test
        void badStatus() {
            Expectations.expectExit(256, "bug");
        }

        @Test
        void readsItsResult() throws Exception {
            Path result = Path.of(ConfigVariables.get("result", "none"));
            StringBuilder seen = new StringBuilder();
            List<Runnable> announcements =
                    List.of(
                            () -> Expectations.expectSignal(9, "bug 5"),
                            () -> Expectations.expectExit(Expectations.ANY, "bug 4"),
                            () -> Expectations.expectDeath("bug 6"),
                            () -> Expectations.expectTimeout("bug 7"));
            for (Runnable announcement : announcements) {
                try {
                    announcement.run();
                } catch (AssertionError e) {
                    // The previous one was overdue; that was withdrawn by this.
                    announcement.run();
                }
                seen.append(Files.readString(result)).append('/');
            }
            throw new IllegalStateException(seen.toString());
        }
    }
}
