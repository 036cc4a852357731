package org.qemu.functional.atf;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of all kinds, which record that they run. */
class NamesFixture {
    static final List<String> RUN = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void setUpClass() {
        RUN.add("class");
    }

    @BeforeEach
    void setUp() {
        RUN.add("setup");
    }

    @Test
    void plain() {
        RUN.add("plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: b", "", "\n"})
    void parameterized(String value) {
        RUN.add("parameterized " + value);
    }

    @RepeatedTest(2)
    void repeated() {
        RUN.add("repeated");
    }

    @ParameterizedTest
    @Disabled("disabled")
    @ValueSource(ints = {1, 2})
    void disabled(int value) {
        RUN.add("disabled " + value);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void unlisted(int value) {
        RUN.add("unlisted " + value);
    }

    @SuppressWarnings("DoNotCallSuggester") // JUnit calls it
    static Stream<Integer> broken() {
        throw new IllegalStateException("no arguments");
    }

    @TestFactory
    Stream<DynamicNode> factory() {
        return Stream.of(
                dynamicTest("one", () -> RUN.add("factory one")),
                dynamicContainer(
                        "group", List.of(dynamicTest("two", () -> RUN.add("factory two")))));
    }

    @Nested
    class Inner {
        @Test
        void plain() {
            RUN.add("inner plain");
        }
    }

    @ParameterizedClass
    @ValueSource(ints = {7, 8})
    @Nested
    class Template {
        @Parameter int number;

        @Test
        void plain() {
            RUN.add("template " + number);
        }
    }
}
