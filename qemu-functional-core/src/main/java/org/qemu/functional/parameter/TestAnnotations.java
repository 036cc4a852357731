package org.qemu.functional.parameter;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Find the annotation that applies to a test: the nearest among those of a parameter, the method,
 * the class, and the classes that enclose a {@code @Nested} one. Annotations of superclasses and
 * annotations of annotations count, too.
 */
public final class TestAnnotations {
    private TestAnnotations() {}

    /** Find the annotation of a test or a class. */
    public static <A extends Annotation> Optional<A> find(
            ExtensionContext context, Class<A> annotation) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), annotation)
                .or(
                        () ->
                                classes(context).stream()
                                        .flatMap(
                                                type ->
                                                        AnnotationSupport.findAnnotation(
                                                                type, annotation)
                                                                .stream())
                                        .findFirst());
    }

    /** Find the annotation of a parameter. */
    public static <A extends Annotation> Optional<A> find(
            ParameterContext parameter, ExtensionContext context, Class<A> annotation) {
        return parameter
                .findAnnotation(annotation)
                .or(
                        () ->
                                AnnotationSupport.findAnnotation(
                                        parameter.getDeclaringExecutable(), annotation))
                .or(() -> find(context, annotation));
    }

    /**
     * Return the class of a context and those that enclose it in this run, the innermost first. A
     * class that inherits a {@code @Nested} class encloses it instead of the one that declares it.
     */
    public static List<Class<?>> classes(ExtensionContext context) {
        List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
        context.getTestClass().ifPresent(classes::add);
        Collections.reverse(classes);
        return classes;
    }
}
