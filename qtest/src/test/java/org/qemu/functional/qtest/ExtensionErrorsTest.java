package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.LaunchException;

/** Tests whose {@link QTest} cannot be provided. */
class ExtensionErrorsTest extends ExtensionFixture {
    static class Missing {
        @Test
        @QTestMachine("-machine no-such")
        void machine(QTest qtest) {
            fail("reached");
        }

        @Test
        @QTestMachine("-machine pc -device no-such")
        void device(QTest qtest) {
            fail("reached");
        }

        @Test
        @QTestMachine("-machine pc -netdev no-such,id=n")
        void netdev(QTest qtest) {
            fail("reached");
        }
    }

    static class MissingBeforeEach {
        @BeforeEach
        void beforeEach(@QTestMachine("-machine no-such") QTest qtest) {
            fail("reached");
        }

        @Test
        void test() {}
    }

    static class MissingField {
        @QTestMachine("-machine no-such")
        QTest field;

        @Test
        void test() {
            fail("reached");
        }
    }

    static class MissingStaticField {
        @QTestMachine("-machine no-such")
        static QTest field;

        @Test
        void test() {
            fail("reached");
        }
    }

    static class MissingBeforeAll extends MissingStaticField {
        @BeforeAll
        static void beforeAll() {}
    }

    private static List<String> skipped(Class<?> tests, int count) {
        EngineExecutionResults results = run(tests);
        results.allEvents().assertStatistics(stats -> stats.aborted(count).failed(0));
        List<Throwable> thrown = thrown(results, event -> true);
        assertThat(thrown).allMatch(TestAbortedException.class::isInstance);
        return thrown.stream().map(Throwable::getMessage).toList();
    }

    @Test
    void testsThatWantWhatThisQemuLacksAreSkipped() {
        assertThat(skipped(Missing.class, 3))
                .anyMatch(reason -> reason.matches("machine 'no-such' is not in .*/qemu.*"))
                .anyMatch(reason -> reason.matches("device 'no-such' is not in .*/qemu.*"))
                .anyMatch(reason -> reason.matches("network back-end 'no-such' is not in .*"));
        for (Class<?> tests :
                List.of(
                        MissingBeforeEach.class,
                        MissingField.class,
                        MissingStaticField.class,
                        MissingBeforeAll.class)) {
            assertThat(skipped(tests, 1))
                    .allMatch(reason -> reason.startsWith("machine 'no-such'"));
        }
    }

    static class Failing {
        @Test
        @QTestMachine("-machine pc -device virtio-rng-pci,no-such-property=1")
        void launch(QTest qtest) {
            fail("reached");
        }

        @Test
        @QTestMachine("-machine 'pc")
        void quotation(QTest qtest) {
            fail("reached");
        }

        @Test
        @QTestMachine("-drive file={imgae:1M}")
        void braces(QTest qtest) {
            fail("reached");
        }
    }

    static class FailingBeforeEach {
        @BeforeEach
        void beforeEach(@QTestMachine("-machine pc -device edu,no-such-property=1") QTest qtest) {
            fail("reached");
        }

        @Test
        void test() {}
    }

    @Test
    void launchThatFailsIsToldAsItself() {
        EngineExecutionResults results = run(Failing.class);
        results.testEvents().assertStatistics(stats -> stats.failed(3));
        assertThat(failure(results, "launch"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("no-such-property");
        assertThat(failure(results, "quotation"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@QTestMachine(\"-machine 'pc\")");
        assertThat(failure(results, "braces"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'{imgae:1M}' is unknown");
        assertThat(failure(run(FailingBeforeEach.class), "test"))
                .isInstanceOf(LaunchException.class);
    }

    static class WithoutAnnotation {
        @QTestMachine("-machine none")
        QTest field;

        @Test
        void test(QTest parameter) {
            fail("reached");
        }
    }

    @Test
    void parameterWithoutAnnotationIsToldSo() {
        assertThat(failure(run(WithoutAnnotation.class), "test"))
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessageContaining("WithoutAnnotation.test(org.qemu.functional.qtest.QTest)'")
                .hasMessageContaining("neither it nor the test nor its class has @QTestMachine");
    }

    @QTestMachine("-machine none")
    static class OfConstructor {
        OfConstructor(QTest qtest) {
            fail("reached");
        }

        @Test
        void test() {}
    }

    @QTestMachine("-machine none")
    static class OfBeforeAll {
        @BeforeAll
        static void beforeAll(QTest qtest) {
            fail("reached");
        }

        @Test
        void test() {}
    }

    @Test
    void parameterOfWhatIsNoTestsIsToldSo() {
        assertThat(failure(run(OfConstructor.class), "test"))
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessageContaining(
                        "OfConstructor(org.qemu.functional.qtest.QTest)' wants a QTest")
                .hasMessageContaining("static field");
        assertThat(thrown(run(OfBeforeAll.class), event -> true).get(0))
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessageContaining("beforeAll(org.qemu.functional.qtest.QTest)' wants a QTest");
    }

    static class WrongType {
        @QTestMachine("-machine none")
        String field = "";

        @Test
        void test() {
            fail("reached");
        }
    }

    static class Final {
        @QTestMachine("-machine none")
        final QTest field = null;

        @Test
        void test() {
            fail("reached");
        }
    }

    @Test
    void fieldThatCanHoldNoneIsToldSo() {
        for (Class<?> tests : List.of(WrongType.class, Final.class)) {
            assertThat(thrown(run(tests), event -> true).get(0))
                    .isInstanceOf(ExtensionConfigurationException.class)
                    .hasMessageContaining(".field' has @QTestMachine, and only a QTest");
        }
    }
}
