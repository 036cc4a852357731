package org.qemu.functional.asset;

import java.lang.annotation.Annotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.AnnotatedElement;
import java.util.List;

/**
 * Marks annotations that make a test need assets that are not in its fields, and types whose
 * parameters and fields do.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.ANNOTATION_TYPE, ElementType.TYPE})
public @interface ProvidesAssets {
    /** The class that finds the assets; it must have a constructor without parameters. */
    Class<? extends Finder> value();

    /** Finds the assets that an annotation, or a parameter or field, needs. */
    interface Finder {
        /** Return the assets to download for a test with the annotation. */
        List<Asset> assetsOf(Annotation annotation);

        /**
         * Return the assets to download for a parameter or a field of a marked type, by default
         * none.
         *
         * @param element the parameter or field
         * @param testClass the test class, which may inherit it or enclose its class
         */
        default List<Asset> assetsOf(AnnotatedElement element, Class<?> testClass) {
            return List.of();
        }
    }
}
