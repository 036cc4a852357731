package org.qemu.functional.junit.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.parameter.TestAnnotations;

/**
 * A parameter or a field to provide with a value.
 *
 * @param element the parameter or field
 * @param type its type
 * @param elements the element and those around it, the nearest first, whose annotations apply
 */
public record InjectionPoint(
        AnnotatedElement element, Class<?> type, List<AnnotatedElement> elements) {
    /** Return the point of a parameter. */
    public static InjectionPoint of(Parameter parameter, ExtensionContext context) {
        List<AnnotatedElement> elements =
                new ArrayList<>(List.of(parameter, parameter.getDeclaringExecutable()));
        context.getTestMethod().ifPresent(elements::add);
        elements.addAll(TestAnnotations.classes(context));
        return new InjectionPoint(parameter, parameter.getType(), List.copyOf(elements));
    }

    /**
     * Return the point of a field.
     *
     * @param context the test or the class that the value is for
     * @param type the class of the instance, or the one with the static field
     */
    static InjectionPoint of(Field field, ExtensionContext context, Class<?> type) {
        List<AnnotatedElement> elements = new ArrayList<>(List.of(field));
        context.getTestMethod().ifPresent(elements::add);
        List<Class<?>> classes = TestAnnotations.classes(context);
        elements.addAll(classes.subList(Math.max(0, classes.indexOf(type)), classes.size()));
        return new InjectionPoint(field, field.getType(), List.copyOf(elements));
    }

    /** Return the annotation of the element itself. */
    <A extends Annotation> Optional<A> own(Class<A> annotation) {
        return AnnotationSupport.findAnnotation(element, annotation);
    }

    /** Return whether the element, or one around it, has the annotation. */
    boolean has(Class<? extends Annotation> annotation) {
        return elements.stream().anyMatch(one -> AnnotationSupport.isAnnotated(one, annotation));
    }
}
