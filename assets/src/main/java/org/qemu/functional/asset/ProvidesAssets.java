package org.qemu.functional.asset;

import java.lang.annotation.Annotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/** Stands at annotations by which tests need assets that no field of theirs names. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.ANNOTATION_TYPE)
public @interface ProvidesAssets {
    /** What knows them; it has a constructor without parameters. */
    Class<? extends Finder> value();

    /** Knows what an annotation needs. */
    interface Finder {
        /** Return what has to be fetched for a test that has the annotation. */
        List<Asset> assetsOf(Annotation annotation);
    }
}
