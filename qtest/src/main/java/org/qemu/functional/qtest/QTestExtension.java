package org.qemu.functional.qtest;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.qemu.functional.TestMachines;

/** Gives tests the {@link QTest}s that they have as fields or parameters. */
final class QTestExtension
        implements BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(QTestExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) throws IllegalAccessException {
        context.getStore(NAMESPACE).put(Made.class, new Made());
        Made ofClass = ofClass(context);
        ofClass.resetBefore();
        for (Field field : fields(context.getRequiredTestClass())) {
            field.setAccessible(true);
            boolean shared = ModifierSupport.isStatic(field);
            QTest qtest = qtest(context, field, shared);
            field.set(shared ? null : context.getRequiredTestInstance(), qtest);
        }
    }

    private static List<Field> fields(Class<?> type) {
        return AnnotationSupport.findAnnotatedFields(
                type,
                QTestMachine.class,
                field -> field.getType() == QTest.class,
                HierarchyTraversalMode.TOP_DOWN);
    }

    /** A shared QEMU that is gone is the fault of the test that has just run. */
    @Override
    public void afterEach(ExtensionContext context) {
        ofClass(context).requireAlive();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw LaunchFailure.unwrap(thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw LaunchFailure.unwrap(thrown);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        throw LaunchFailure.unwrap(thrown);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == QTest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "a QTest can be a parameter of tests, @BeforeEach and @AfterEach methods; for what"
                            + " comes before the tests there are static fields");
        }
        AnnotatedElement annotated = annotated(parameter, context);
        try {
            return qtest(context, annotated, false);
        } catch (RuntimeException e) {
            throw new LaunchFailure(e);
        }
    }

    /** The nearest element that has the annotation. */
    private static AnnotatedElement annotated(
            ParameterContext parameter, ExtensionContext context) {
        Stream<AnnotatedElement> near =
                Stream.of(
                        parameter.getParameter(),
                        parameter.getDeclaringExecutable(),
                        context.getRequiredTestMethod());
        Stream<Class<?>> around =
                Stream.iterate(
                        context.getRequiredTestClass(), c -> c != null, Class::getEnclosingClass);
        return Stream.concat(near, around)
                .filter(element -> find(element).isPresent())
                .findFirst()
                .orElseThrow(
                        () ->
                                new ParameterResolutionException(
                                        "'%s' wants a QTest, and neither it nor its class has @QTestMachine"
                                                .formatted(context.getRequiredTestMethod())));
    }

    private static Optional<QTestMachine> find(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, QTestMachine.class);
    }

    private static QTest qtest(ExtensionContext context, AnnotatedElement element, boolean shared) {
        QTestMachine wanted = find(element).orElseThrow();
        if (shared || wanted.perClass()) {
            return ofClass(context).get(element, wanted, TestMachines.ofClass(context));
        }
        return Optional.ofNullable(context.getStore(NAMESPACE).get(Made.class, Made.class))
                .orElseThrow()
                .get(element, wanted, TestMachines.ofTest(context));
    }

    private static Made ofClass(ExtensionContext context) {
        Store store = ofType(context).getStore(NAMESPACE);
        return store.computeIfAbsent(Made.class, key -> new Made(), Made.class);
    }

    private static ExtensionContext ofType(ExtensionContext context) {
        @Nullable ExtensionContext at = context;
        while (at.getTestMethod().isPresent()) {
            at = at.getParent().orElseThrow();
        }
        return at;
    }

    /** What was made for a test, or for a class. */
    private static final class Made {
        private final Map<AnnotatedElement, QTest> known = new LinkedHashMap<>();
        private @Nullable QTestLauncher launcher;

        synchronized QTest get(
                AnnotatedElement element, QTestMachine wanted, TestMachines machines) {
            QTest there = known.get(element);
            if (there == null) {
                if (launcher == null) {
                    launcher = new QTestLauncher(machines);
                }
                there = launcher.launch(MachineArguments.split(wanted.value()), wanted.running());
                known.put(element, there);
            }
            return there;
        }

        synchronized void resetBefore() {
            known.values().forEach(QTest::systemReset);
        }

        synchronized void requireAlive() {
            if (known.values().removeIf(qtest -> !qtest.vm().isRunning())) {
                throw new AssertionError("the QEMU that the tests of this class share is gone");
            }
        }
    }
}
