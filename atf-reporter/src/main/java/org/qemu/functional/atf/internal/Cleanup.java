package org.qemu.functional.atf.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.qemu.functional.atf.AtfCleanup;
import org.qemu.functional.atf.CleanupService;
import org.qemu.functional.atf.ConfigVariable;

/** Cleans up after a test, in a process without the test. */
final class Cleanup {
    private final Map<Class<?>, Object> instances = new HashMap<>();
    private @Nullable Throwable failure;

    private Cleanup() {}

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private record MethodOf(Class<?> type, Method method) {}

    /** Return whether a class has methods that clean up after its tests. */
    static boolean isDeclaredIn(Class<?> testClass) {
        return !methods(testClass).isEmpty();
    }

    /** Return the methods in the order of their calls. */
    private static List<MethodOf> methods(Class<?> testClass) {
        List<MethodOf> methods = new ArrayList<>();
        for (@Nullable Class<?> at = testClass; at != null; at = at.getEnclosingClass()) {
            Class<?> type = at;
            AnnotationSupport.findAnnotatedMethods(
                            type, AtfCleanup.class, HierarchyTraversalMode.BOTTOM_UP)
                    .forEach(method -> methods.add(new MethodOf(type, method)));
        }
        return methods;
    }

    /**
     * Call all services and methods, even if one fails.
     *
     * @return the first failure, to which the others are added, or {@code null}
     */
    static @Nullable Throwable run(Class<?> testClass) {
        Cleanup cleanup = new Cleanup();
        Path workDirectory = Path.of("").toAbsolutePath();
        ServiceLoader.load(CleanupService.class)
                .forEach(service -> cleanup.run(() -> service.cleanUp(workDirectory)));
        for (MethodOf method : methods(testClass)) {
            cleanup.run(() -> cleanup.call(method));
        }
        return cleanup.failure;
    }

    private void run(Step step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            if (failure == null) {
                failure = thrown;
            } else if (failure != thrown) {
                failure.addSuppressed(thrown);
            }
        }
    }

    private void call(MethodOf of) {
        Method method = of.method();
        Parameter[] parameters = method.getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(parameters[i], method);
        }
        ReflectionSupport.invokeMethod(
                method, ModifierSupport.isStatic(method) ? null : instance(of.type()), arguments);
    }

    private static @Nullable Object argument(Parameter parameter, Method method) {
        ConfigVariable variable = parameter.getAnnotation(ConfigVariable.class);
        if (variable == null) {
            throw new IllegalStateException(
                    "'%s' of %s has no value: only parameters with @ConfigVariable have one"
                            .formatted(parameter, method));
        }
        return VariableParameters.value(variable, parameter);
    }

    private Object instance(Class<?> type) {
        Object known = instances.get(type);
        if (known != null) {
            return known;
        }
        boolean inner = type.isMemberClass() && !ModifierSupport.isStatic(type);
        Object created =
                inner
                        ? ReflectionSupport.newInstance(type, instance(type.getEnclosingClass()))
                        : ReflectionSupport.newInstance(type);
        instances.put(type, created);
        return created;
    }
}
