package org.qemu.functional.tap.internal;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedMethods;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;
import static org.junit.platform.commons.support.AnnotationSupport.findRepeatableAnnotations;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;

/**
 * Finds the classes whose set-up or teardown may fail separately from their tests, so that the plan
 * can count a point for them.
 *
 * <p>Extensions registered through the service loader and conditions that throw are not detected.
 */
final class ClassHooks {

    private static final List<Class<? extends Annotation>> METHODS =
            List.of(BeforeAll.class, AfterAll.class);
    private static final List<Class<? extends Annotation>> STATIC_FIELDS =
            List.of(TempDir.class, AutoClose.class);
    private static final List<Class<? extends Extension>> CALLBACKS =
            List.of(BeforeAllCallback.class, AfterAllCallback.class);

    private final boolean perClassByDefault;

    /**
     * Create a finder.
     *
     * @param defaultLifecycle the value of {@code junit.jupiter.testinstance.lifecycle.default}, if
     *     it is set
     */
    ClassHooks(Optional<String> defaultLifecycle) {
        perClassByDefault =
                defaultLifecycle.filter(Lifecycle.PER_CLASS.name()::equalsIgnoreCase).isPresent();
    }

    /**
     * Return whether something runs once for the class, declared in it or in a superclass: methods,
     * static fields, extensions.
     */
    boolean mayFail(Class<?> type) {
        return isPerClass(type)
                || METHODS.stream().anyMatch(hook -> hasMethod(type, hook))
                || STATIC_FIELDS.stream().anyMatch(hook -> hasStaticField(type, hook))
                || hasExtension(type);
    }

    private boolean isPerClass(Class<?> type) {
        // With one instance per class, the instance is created before the first test, so its
        // constructor is class set-up.
        return findAnnotation(type, TestInstance.class)
                .map(lifecycle -> lifecycle.value() == Lifecycle.PER_CLASS)
                .orElse(perClassByDefault);
    }

    private static boolean hasMethod(Class<?> type, Class<? extends Annotation> hook) {
        return !findAnnotatedMethods(type, hook, HierarchyTraversalMode.TOP_DOWN).isEmpty();
    }

    private static boolean hasStaticField(Class<?> type, Class<? extends Annotation> hook) {
        Predicate<Field> isStatic = ModifierSupport::isStatic;
        return !findAnnotatedFields(type, hook, isStatic).isEmpty();
    }

    /**
     * Nested classes inherit the extensions of their enclosing classes, whose callbacks run again
     * for each of them.
     */
    private static boolean hasExtension(Class<?> type) {
        return Stream.<@Nullable Class<?>>iterate(type, c -> c != null, Class::getEnclosingClass)
                .anyMatch(
                        c -> hasStaticField(c, RegisterExtension.class) || extendsWithCallback(c));
    }

    private static boolean extendsWithCallback(Class<?> type) {
        return findRepeatableAnnotations(type, ExtendWith.class).stream()
                .flatMap(extendWith -> Stream.of(extendWith.value()))
                .anyMatch(
                        extension ->
                                CALLBACKS.stream()
                                        .anyMatch(
                                                callback -> callback.isAssignableFrom(extension)));
    }
}
