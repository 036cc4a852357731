package org.qemu.functional.asset;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Collection;

/** Finds the assets that the annotations of a test class need, see {@link ProvidesAssets}. */
final class AssetAnnotationScanner {
    private final Collection<Asset> found;

    AssetAnnotationScanner(Collection<Asset> found) {
        this.found = found;
    }

    /** Scan a class, its methods and their parameters. */
    void lookAt(Class<?> type) {
        look(type);
        for (Method method : type.getDeclaredMethods()) {
            look(method);
            for (AnnotatedElement parameter : method.getParameters()) {
                look(parameter);
            }
        }
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
