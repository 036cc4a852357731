package org.qemu.functional.tap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassHooksTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                Inherited.class,
                FromInterface.class,
                StaticFolder.class,
                StaticExtension.class,
                Extended.class,
                ExtendedAbove.class,
                AroundNested.Inner.class,
                PerClass.class
            })
    void findsWhatRunsOncePerClass(Class<?> type) {
        assertThat(new ClassHooks(Optional.empty()).mayFail(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {Plain.class, ExtendedForEach.class})
    void leavesAloneWhatRunsPerTest(Class<?> type) {
        assertThat(new ClassHooks(Optional.empty()).mayFail(type)).isFalse();
    }

    @Test
    void knowsTheDefaultLifecycle() {
        assertThat(new ClassHooks(Optional.of("per_class")).mayFail(Plain.class)).isTrue();
        assertThat(new ClassHooks(Optional.of("per_method")).mayFail(Plain.class)).isFalse();
    }

    static class Plain {
        @TempDir Path folder;

        @BeforeEach
        void setUp() {}
    }

    abstract static class Base {
        @AfterAll
        static void tearDown() {}
    }

    static class Inherited extends Base {}

    interface Hooked {
        @BeforeAll
        static void setUp() {}
    }

    static class FromInterface implements Hooked {}

    static class StaticFolder {
        @TempDir static Path folder;
    }

    static class StaticExtension {
        @RegisterExtension static final PerTest EXTENSION = new PerTest();
    }

    static class PerTest implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {}
    }

    static class Once implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {}
    }

    @ExtendWith(Once.class)
    static class Extended {}

    static class ExtendedAbove extends Extended {}

    @ExtendWith(PerTest.class)
    static class ExtendedForEach {}

    @ExtendWith(Once.class)
    static class AroundNested {
        @Nested
        class Inner {}
    }

    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClass {}
}
