package org.qemu.functional.guest.internal.parameter;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.ProvidesAssets;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.QemuExtension;
import org.qemu.functional.settings.HarnessSettings;

/** Find the assets of the image that {@link GuestParameter} uses. */
public final class GuestParameterImages implements ProvidesAssets.Finder {
    private static final List<Class<? extends Annotation>> CALLED_BY_JUNIT =
            List.of(
                    Testable.class,
                    BeforeAll.class,
                    BeforeEach.class,
                    AfterEach.class,
                    AfterAll.class);

    @Override
    public List<Asset> assetsOf(Annotation annotation) {
        return List.of();
    }

    @Override
    public List<Asset> assetsOf(AnnotatedElement element, Class<?> testClass) {
        List<AnnotatedElement> around = around(element, testClass);
        if (!isProvided(element)
                || around.stream().noneMatch(GuestParameterImages::hasExtension)
                || new GuestParameter()
                        .otherAnnotations().stream().anyMatch(other -> has(around, other))) {
            return List.of();
        }
        Optional<List<String>> wanted =
                around.stream()
                        .flatMap(one -> AnnotationSupport.findAnnotation(one, Arch.class).stream())
                        .map(arch -> List.of(arch.value()))
                        .findFirst();
        return GuestArchitecture.underTest(HarnessSettings.current().environment()).stream()
                .map(GuestArchitecture::target)
                .filter(target -> wanted.isEmpty() || wanted.get().contains(target))
                .flatMap(target -> GuestImage.linux(target).assets().stream())
                .distinct()
                .toList();
    }

    /** Return whether the extension can set the field, or JUnit calls what has the parameter. */
    private static boolean isProvided(AnnotatedElement element) {
        if (!(element instanceof Parameter parameter)) {
            return !Modifier.isFinal(((Member) element).getModifiers());
        }
        Executable called = parameter.getDeclaringExecutable();
        return called instanceof Constructor<?>
                || CALLED_BY_JUNIT.stream()
                        .anyMatch(one -> AnnotationSupport.isAnnotated(called, one));
    }

    private static boolean hasExtension(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, ExtendWith.class).stream()
                        .flatMap(one -> Stream.of(one.value()))
                        .anyMatch(QemuExtension.class::equals)
                || (element instanceof Class<?> type
                        && Arrays.stream(type.getDeclaredFields())
                                .anyMatch(field -> field.getType() == QemuExtension.class));
    }

    private static boolean has(
            List<AnnotatedElement> around, Class<? extends Annotation> annotation) {
        return around.stream().anyMatch(one -> AnnotationSupport.isAnnotated(one, annotation));
    }

    /** Return the element and those around it, the nearest first. */
    private static List<AnnotatedElement> around(AnnotatedElement element, Class<?> testClass) {
        List<AnnotatedElement> around = new ArrayList<>(List.of(element));
        if (element instanceof Parameter parameter) {
            around.add(parameter.getDeclaringExecutable());
        }
        Class<?> declaring =
                element instanceof Parameter parameter
                        ? parameter.getDeclaringExecutable().getDeclaringClass()
                        : ((Member) element).getDeclaringClass();
        for (@Nullable Class<?> type = declaring; type != null; type = type.getEnclosingClass()) {
            around.add(type);
        }
        around.add(testClass);
        return around;
    }
}
