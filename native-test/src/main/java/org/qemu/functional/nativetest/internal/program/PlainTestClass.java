package org.qemu.functional.nativetest.internal.program;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.qemu.functional.nativetest.Coverage;
import org.qemu.functional.nativetest.FailAllocations;
import org.qemu.functional.nativetest.Layout;
import org.qemu.functional.nativetest.NativeTest;
import org.qemu.functional.nativetest.Valgrind;
import org.qemu.functional.nativetest.internal.library.NativeTestLog;
import org.qemu.functional.nativetest.internal.rerun.TestEventFile;
import org.qemu.functional.nativetest.internal.rerun.TestObserver;
import org.qemu.functional.nativetest.internal.rerun.TestOutcome;

/**
 * A test class that needs nothing of JUnit but the methods before, after and in its tests. It runs
 * without JUnit's launcher, whose start under valgrind takes more than a minute.
 */
final class PlainTestClass {
    /** The prefix of the argument of {@link TestJvmMain} for such classes. */
    static final String SELECTED = "plain:";

    private static final Set<Class<? extends Annotation>> KNOWN =
            Set.of(
                    Test.class,
                    BeforeAll.class,
                    BeforeEach.class,
                    AfterEach.class,
                    AfterAll.class,
                    DisplayName.class,
                    Tag.class,
                    NativeTest.class,
                    Valgrind.class,
                    Coverage.class,
                    FailAllocations.class);

    private final Class<?> type;

    private PlainTestClass(Class<?> type) {
        this.type = type;
    }

    /** Return whether a class is such a class. */
    static boolean isPlain(Class<?> type) {
        if ((type.isMemberClass() && !Modifier.isStatic(type.getModifiers()))
                || type.getDeclaredConstructors().length != 1
                || type.getDeclaredConstructors()[0].getParameterCount() != 0) {
            return false;
        }
        for (Class<?> one = type; one != null && one != Object.class; one = one.getSuperclass()) {
            if (one.getInterfaces().length > 0
                    || !hasKnownAnnotations(one)
                    || !Stream.of(one.getDeclaredClasses())
                            .allMatch(PlainTestClass::hasKnownAnnotations)
                    || !Stream.of(one.getDeclaredFields())
                            .allMatch(PlainTestClass::hasKnownAnnotations)
                    || !Stream.of(one.getDeclaredMethods()).allMatch(PlainTestClass::isPlain)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(Method method) {
        return method.getAnnotations().length == 0
                || (hasKnownAnnotations(method) && method.getParameterCount() == 0);
    }

    /** Return whether an element has no annotation that might be one of JUnit or an extension. */
    private static boolean hasKnownAnnotations(AnnotatedElement element) {
        return Stream.of(element.getAnnotations())
                .map(Annotation::annotationType)
                .allMatch(
                        annotation ->
                                KNOWN.contains(annotation)
                                        || annotation.getName().startsWith("java.")
                                        || annotation == Layout.class);
    }

    /**
     * Return what {@link TestJvmMain} is to run.
     *
     * @param method the method, or {@code null} for all
     */
    static String selected(Class<?> type, @Nullable Method method) {
        return SELECTED + type.getName() + (method == null ? "" : "#" + method.getName());
    }

    /** Run a class or a method. */
    static void run(String selected, TestEventFile events, List<TestObserver> observers)
            throws ClassNotFoundException {
        String[] names = selected.substring(SELECTED.length()).split("#", 2);
        observers.forEach(TestObserver::beforeTests);
        String id = "[engine:junit-jupiter]/[class:" + names[0] + "]";
        events.started(id);
        PlainTestClass plain = new PlainTestClass(Class.forName(names[0]));
        Throwable thrown = plain.invokeAll(null, BeforeAll.class);
        for (Method method : plain.methods(Test.class)) {
            if (thrown == null && (names.length == 1 || method.getName().equals(names[1]))) {
                plain.runTest(
                        id + "/[method:" + method.getName() + "()]", method, events, observers);
            }
        }
        Throwable later = plain.invokeAll(null, AfterAll.class);
        observers.forEach(TestObserver::afterTests);
        events.ended(id, TestOutcome.of(merge(thrown, later)));
    }

    private void runTest(
            String id, Method method, TestEventFile events, List<TestObserver> observers) {
        events.started(id);
        observers.forEach(observer -> observer.beforeTest(id));
        Throwable thrown = null;
        try {
            NativeTestLog log = NativeTestLog.open(type.getSimpleName() + "." + method.getName());
            try {
                var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                Object instance = constructor.newInstance();
                thrown = invokeAll(instance, BeforeEach.class);
                if (thrown == null) {
                    thrown = invoke(instance, method);
                }
                thrown = merge(thrown, invokeAll(instance, AfterEach.class));
            } finally {
                log.close();
            }
        } catch (Throwable t) {
            thrown = merge(thrown, t instanceof InvocationTargetException ? t.getCause() : t);
        }
        observers.forEach(observer -> observer.afterTest(id));
        events.ended(id, TestOutcome.of(thrown));
    }

    /** Return the methods with an annotation: those of superclasses first, then by name. */
    private List<Method> methods(Class<? extends Annotation> annotation) {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> one = type; one != Object.class; one = one.getSuperclass()) {
            types.add(0, one);
        }
        List<Method> methods = new ArrayList<>();
        for (Class<?> one : types) {
            Stream.of(one.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(annotation))
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(methods::add);
        }
        if (annotation == AfterEach.class || annotation == AfterAll.class) {
            Collections.reverse(methods);
        }
        methods.forEach(method -> method.setAccessible(true));
        return methods;
    }

    /** Invoke methods, all of them even if one fails, and return what they threw. */
    private @Nullable Throwable invokeAll(
            @Nullable Object instance, Class<? extends Annotation> annotation) {
        Throwable thrown = null;
        for (Method method : methods(annotation)) {
            thrown = merge(thrown, invoke(instance, method));
        }
        return thrown;
    }

    private static @Nullable Throwable invoke(@Nullable Object instance, Method method) {
        try {
            method.invoke(instance);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (IllegalAccessException e) {
            return e;
        }
    }

    private static @Nullable Throwable merge(
            @Nullable Throwable first, @Nullable Throwable second) {
        if (first == null) {
            return second;
        }
        if (second != null && second != first) {
            first.addSuppressed(second);
        }
        return first;
    }
}
