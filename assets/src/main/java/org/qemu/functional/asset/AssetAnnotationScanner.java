package org.qemu.functional.asset;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.util.Arrays;
import java.util.Collection;

/** Finds the assets that the annotations of a test class need, see {@link ProvidesAssets}. */
final class AssetAnnotationScanner {
    private final Collection<Asset> found;

    AssetAnnotationScanner(Collection<Asset> found) {
        this.found = found;
    }

    /**
     * Scan a class, its fields, constructors and methods and their parameters, and the classes in
     * it.
     */
    void lookAt(Class<?> type) {
        look(type);
        Arrays.stream(type.getDeclaredFields()).forEach(this::look);
        Arrays.stream(type.getDeclaredConstructors()).forEach(this::lookAt);
        Arrays.stream(type.getDeclaredMethods()).forEach(this::lookAt);
        Arrays.stream(type.getDeclaredClasses()).forEach(this::lookAt);
    }

    private void lookAt(Executable executable) {
        look(executable);
        Arrays.stream(executable.getParameters()).forEach(this::look);
    }

    private void look(AnnotatedElement element) {
        for (Annotation annotation : element.getDeclaredAnnotations()) {
            ProvidesAssets brings = annotation.annotationType().getAnnotation(ProvidesAssets.class);
            if (brings != null) {
                found.addAll(make(brings.value()).assetsOf(annotation));
            }
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
