package org.qemu.functional.qtest;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.qemu.functional.parameter.TestAnnotations;

/** Find the elements annotated with {@link QTestMachine}, and the contexts that they belong to. */
final class QTestElements {
    private QTestElements() {}

    static Optional<QTestMachine> find(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, QTestMachine.class);
    }

    /**
     * Return the annotated fields.
     *
     * @throws ExtensionConfigurationException if one cannot hold a {@link QTest}
     */
    static List<Field> fields(Class<?> type) {
        List<Field> fields =
                AnnotationSupport.findAnnotatedFields(
                        type, QTestMachine.class, field -> true, HierarchyTraversalMode.TOP_DOWN);
        for (Field field : fields) {
            if (field.getType() != QTest.class || ModifierSupport.isFinal(field)) {
                throw new ExtensionConfigurationException(
                        "'%s' has @QTestMachine, and only a QTest that is not final can"
                                .formatted(field));
            }
            field.setAccessible(true);
        }
        return fields;
    }

    /**
     * Return the nearest annotated element: parameter, method, class, enclosing classes.
     *
     * @throws ParameterResolutionException if there is none
     */
    static AnnotatedElement annotated(ParameterContext parameter, ExtensionContext context) {
        Stream<AnnotatedElement> near =
                Stream.of(
                        parameter.getParameter(),
                        parameter.getDeclaringExecutable(),
                        context.getRequiredTestMethod());
        return Stream.concat(near, TestAnnotations.classes(context).stream())
                .filter(element -> find(element).isPresent())
                .findFirst()
                .orElseThrow(
                        () ->
                                new ParameterResolutionException(
                                        "'%s' wants a QTest, and neither it nor the test nor its class has @QTestMachine"
                                                .formatted(parameter.getDeclaringExecutable())));
    }

    /** Return the contexts of the classes that contain a test, starting with the innermost. */
    static List<ExtensionContext> classes(ExtensionContext context) {
        return Stream.iterate(
                        Optional.of(context),
                        Optional::isPresent,
                        at -> at.flatMap(ExtensionContext::getParent))
                .flatMap(Optional::stream)
                .filter(at -> at.getTestMethod().isEmpty() && at.getTestClass().isPresent())
                .toList();
    }

    /** Return the context of the class that an element belongs to, even if it is inherited. */
    static ExtensionContext owner(AnnotatedElement element, ExtensionContext context) {
        Class<?> declaring = declaringClass(element);
        List<ExtensionContext> classes = classes(context);
        return classes.stream()
                .filter(type -> declaring.isAssignableFrom(type.getRequiredTestClass()))
                .findFirst()
                .orElse(classes.get(0));
    }

    private static Class<?> declaringClass(AnnotatedElement element) {
        if (element instanceof Parameter parameter) {
            return parameter.getDeclaringExecutable().getDeclaringClass();
        }
        return element instanceof Member member ? member.getDeclaringClass() : (Class<?>) element;
    }
}
