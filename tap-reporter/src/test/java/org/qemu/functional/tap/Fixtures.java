package org.qemu.functional.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Test classes for reports; they are nested here so that the build does not run them directly. */
@SuppressWarnings({"DoNotCallSuggester", "OverrideThrowableToString"})
final class Fixtures {

    private Fixtures() {}

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Mixed {
        @Test
        void aborts() {
            abort("needs # a \\ and\nmore");
        }

        @Test
        void fails() {
            assertEquals("one", "two", "numbers differ");
        }

        @Test
        void passes(TestInfo info, TestReporter reporter) {
            reporter.publishEntry("log", "/logs/base.log");
            reporter.publishEntry("log", "/logs/a: b/console.log");
            reporter.publishEntry("command: line", info.getDisplayName());
            reporter.publishEntry("value", "1");
            reporter.publishEntry("value", "2");
        }

        @Test
        @Disabled("not today")
        void skipped() {}
    }

    static class SetUpFails {
        @BeforeAll
        static void setUp() {
            throw new IllegalStateException("no disk");
        }

        @Test
        void first() {}

        @Nested
        class Inner {
            @Test
            void second() {}
        }
    }

    static class SetUpAborts {
        @BeforeAll
        static void setUp() {
            abort("no such machine");
        }

        @Test
        void first() {}
    }

    static class TearDownFails {
        @AfterAll
        static void tearDown() {
            fail("still there");
        }

        @Test
        void first() {}
    }

    static class OuterOfFailing {
        @Test
        void outer() {}

        @Nested
        class Inner {
            @BeforeAll
            static void setUp() {
                fail("inner");
            }

            @Test
            void second() {}
        }
    }

    /** A class whose set-up fails although nothing in it indicates that it can. */
    @ConditionThrows
    static class SurprisesBeforeFirst {
        @Test
        void first() {}
    }

    @Disabled("whole class")
    static class SkippedClass {
        @BeforeAll
        static void setUp() {}

        @Test
        void first() {}

        @Nested
        class Inner {
            @Test
            void second() {}
        }
    }

    static class AllAborted {
        @BeforeAll
        static void setUp() {}

        @Test
        void first() {
            abort("here not");
        }
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Dynamic {
        @TestFactory
        Stream<DynamicNode> factory() {
            return Stream.of(
                    DynamicTest.dynamicTest("single", () -> {}),
                    DynamicContainer.dynamicContainer(
                            "group", Stream.of(DynamicTest.dynamicTest("member", () -> {}))));
        }

        @ParameterizedTest
        @ValueSource(strings = {"x # SKIP", "y"})
        void parameterized(String value) {
            assertThat(value).isNotEqualTo("y");
        }

        @ParameterizedTest
        @MethodSource("broken")
        void providerFails(String value) {}

        static Stream<String> broken() {
            throw new IllegalStateException("no arguments");
        }

        @RepeatedTest(2)
        void repeated() {}

        @Test
        void single() {}
    }

    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    record Parameterized(int value) {
        @Test
        void method() {}
    }

    /**
     * A single cause of failure for two tests, for which JUnit reports two different throwables.
     */
    static class Broken {
        static final int VALUE = compute();

        private static int compute() {
            throw new IllegalStateException("boom in initializer");
        }
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class InitialiserFails {
        @Test
        void first() {
            assertThat(Broken.VALUE).isZero();
        }

        @Test
        void second() {
            assertThat(Broken.VALUE).isZero();
        }
    }

    static class OwnInitialiserFails {
        static final int VALUE = fromEnvironment();

        @Test
        void first() {
            assertThat(VALUE).isZero();
        }

        private static int fromEnvironment() {
            throw new IllegalStateException("bad environment");
        }
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Throwing extends HelperOfOtherFile {
        @Test
        void hostile() {
            throw new HostileException();
        }

        @Test
        void throughHelper() {
            failInHelper();
        }
    }

    static final class HostileException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new IllegalStateException("toString");
        }
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Names {
        @Test
        @DisplayName("boots # SKIP \\# TODO")
        void hash() {}

        @Test
        @DisplayName("1 starts with a digit")
        void digit() {}

        @Test
        void overloaded() {}

        @Test
        void overloaded(TestInfo info) {}
    }

    static class NoTests {}

    static class FactoryAborts {
        @TestFactory
        Stream<DynamicNode> factory() {
            return abort("no such machine");
        }
    }

    /** A class with hooks whose factory creates no test. */
    static class EmptyFactory {
        @BeforeAll
        static void setUp() {}

        @TestFactory
        Stream<DynamicNode> factory() {
            return Stream.empty();
        }
    }

    static class OddCase {
        @Test
        private void notATest() {}

        @Test
        void first() {}
    }
}
