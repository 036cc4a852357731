package org.qemu.functional.junit.internal;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.qemu.functional.junit.AssetFile;
import org.qemu.functional.junit.Machine;

/** Sets the fields of test classes that have no value yet. */
public final class FieldInjector {
    private static final Namespace NAMESPACE = Namespace.create(FieldInjector.class);

    private FieldInjector() {}

    /**
     * Set the fields that the tests of a class share: static ones, and those of the instance if
     * there is one for all tests. Static fields become {@code null} after the last test.
     *
     * @param context the context of the class
     */
    public static void injectShared(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        SharedFields shared =
                context.getStore(NAMESPACE.append(type))
                        .computeIfAbsent(
                                SharedFields.class, key -> new SharedFields(), SharedFields.class);
        shared.addAll(inject(context, type, null));
        if (isPerClass(context)) {
            context.getTestInstance().ifPresent(one -> inject(context, type, one));
        }
    }

    /**
     * Set the fields of the instances of a test. An instance of all tests has its values already,
     * unless it is that of an invocation of a parameterized class.
     *
     * @param context the context of the test
     */
    public static void injectOwn(ExtensionContext context) {
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            Class<?> type = instance.getClass();
            ExtensionContext around = classContext(context, type);
            inject(isPerClass(around) ? around : context, type, instance);
        }
    }

    private static boolean isPerClass(ExtensionContext context) {
        return context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD)
                == Lifecycle.PER_CLASS;
    }

    /** Return the context of a class that a test is in. */
    private static ExtensionContext classContext(ExtensionContext context, Class<?> type) {
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent()) {
            ExtensionContext here = at.get();
            if (here.getTestMethod().isEmpty()
                    && here.getTestClass().filter(type::equals).isPresent()) {
                return here;
            }
            at = here.getParent();
        }
        return context;
    }

    private static List<Field> inject(
            ExtensionContext context, Class<?> type, @Nullable Object instance) {
        List<Field> set = new ArrayList<>();
        for (Field field : fields(context, type, instance == null)) {
            try {
                field.setAccessible(true);
                if (field.get(instance) == null) {
                    InjectionPoint point = InjectionPoint.of(field, context, type);
                    field.set(instance, ValueResolver.resolve(point, context));
                    set.add(field);
                }
            } catch (ReflectiveOperationException e) {
                throw new ExtensionConfigurationException("cannot set '%s'".formatted(field), e);
            }
        }
        return set;
    }

    /** Return the fields to set; those that have to be set before a launch come first. */
    private static List<Field> fields(ExtensionContext context, Class<?> type, boolean shared) {
        return ReflectionSupport.findFields(
                        type,
                        field ->
                                ModifierSupport.isStatic(field) == shared
                                        && isSupported(InjectionPoint.of(field, context, type)),
                        HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .sorted(
                        Comparator.comparing(
                                field ->
                                        ParameterProviders.find(
                                                        InjectionPoint.of(field, context, type))
                                                .isEmpty()))
                .toList();
    }

    private static boolean isSupported(InjectionPoint point) {
        Field field = (Field) point.element();
        if (!ValueResolver.supports(point) || field.isSynthetic()) {
            return false;
        }
        if (!ModifierSupport.isFinal(field)) {
            return true;
        }
        if (point.own(Machine.class).isPresent() || point.own(AssetFile.class).isPresent()) {
            throw new ExtensionConfigurationException(
                    "'%s' cannot be set: remove 'final'".formatted(field));
        }
        return false; // the author sets it
    }

    /** Static fields outlive the class's tests, which may be executed again in this JVM. */
    private static final class SharedFields implements AutoCloseable {
        private final List<Field> fields = new ArrayList<>();

        synchronized void addAll(List<Field> more) {
            fields.addAll(more);
        }

        @Override
        public synchronized void close() throws IllegalAccessException {
            for (Field field : fields) {
                field.set(null, null);
            }
        }
    }
}
