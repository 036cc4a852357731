package org.qemu.functional.asset;

import java.lang.annotation.Annotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/** Marks annotations that make a test need assets that are not in its fields. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.ANNOTATION_TYPE)
public @interface ProvidesAssets {
    /** The class that finds the assets; it must have a constructor without parameters. */
    Class<? extends Finder> value();

    /** Finds the assets that an annotation needs. */
    interface Finder {
        /** Return the assets to download for a test with the annotation. */
        List<Asset> assetsOf(Annotation annotation);
    }
}
