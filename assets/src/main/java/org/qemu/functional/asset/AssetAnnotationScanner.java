package org.qemu.functional.asset;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Finds the assets that the annotations of a test class need, see {@link ProvidesAssets}. */
final class AssetAnnotationScanner {
    private final Class<?> testClass;
    private final Collection<Asset> found;

    /**
     * Create a scanner.
     *
     * @param testClass the class to run, which may inherit what is scanned
     * @param found receives the assets
     */
    AssetAnnotationScanner(Class<?> testClass, Collection<Asset> found) {
        this.testClass = testClass;
        this.found = found;
    }

    /**
     * Scan a class, its fields, constructors and methods and their parameters, and the classes in
     * it.
     */
    void lookAt(Class<?> type) {
        look(type);
        for (Field field : type.getDeclaredFields()) {
            look(field, field.getType());
        }
        Arrays.stream(type.getDeclaredConstructors()).forEach(this::lookAt);
        Arrays.stream(type.getDeclaredMethods()).forEach(this::lookAt);
        Arrays.stream(type.getDeclaredClasses()).forEach(this::lookAt);
    }

    private void lookAt(Executable executable) {
        look(executable);
        for (Parameter parameter : executable.getParameters()) {
            look(parameter, parameter.getType());
        }
    }

    private void look(AnnotatedElement element, Class<?> type) {
        look(element);
        ProvidesAssets brings = type.getAnnotation(ProvidesAssets.class);
        if (brings != null) {
            found.addAll(make(brings.value()).assetsOf(element, testClass));
        }
    }

    private void look(AnnotatedElement element) {
        look(element, new HashSet<>());
    }

    /** Look at the annotations of an element, and at theirs. */
    private void look(AnnotatedElement element, Set<Class<?>> seen) {
        for (Annotation annotation : element.getDeclaredAnnotations()) {
            Class<? extends Annotation> type = annotation.annotationType();
            if (!seen.add(type)) {
                continue;
            }
            ProvidesAssets brings = type.getAnnotation(ProvidesAssets.class);
            if (brings != null) {
                found.addAll(make(brings.value()).assetsOf(annotation));
            }
            look(type, seen);
        }
    }

    private static ProvidesAssets.Finder make(Class<? extends ProvidesAssets.Finder> type) {
        try {
            Constructor<? extends ProvidesAssets.Finder> constructor =
                    type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot instantiate the asset finder '%s'".formatted(type.getName()), e);
        }
    }
}
