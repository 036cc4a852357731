package org.qemu.functional.atf.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.atf.AtfMetadata;
import org.qemu.functional.atf.ConfigVariable;
import org.qemu.functional.atf.Metadata;
import org.qemu.functional.atf.MetadataSource;

/** Finds the metadata of a test in its annotations. */
final class AnnotatedMetadata {
    /** The time limit of kyua for a test case without one, in seconds. */
    private static final long DEFAULT_TIMEOUT = 300;

    /** The time in which a program starts, in seconds, before JUnit's limit of a test begins. */
    private static final long START = 60;

    private final List<MetadataSource> sources =
            ServiceLoader.load(MetadataSource.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    /** Return the metadata of a test. */
    Metadata of(JUnitTestCase test) throws AtfError {
        try {
            return describe(test);
        } catch (IllegalArgumentException e) {
            throw new AtfError("Metadata of `%s': %s".formatted(test.ident(), e.getMessage()));
        }
    }

    private Metadata describe(JUnitTestCase test) {
        Metadata metadata = new Metadata();
        List<AnnotatedElement> elements = elements(test.testClass(), test.method());
        if (!test.displayName().isEmpty()) {
            metadata.set("descr", test.displayName());
        }
        if (Cleanup.isDeclaredIn(test.testClass())) {
            metadata.set("has.cleanup", "true");
        }
        elements.forEach(element -> addJUnits(metadata, element));
        TreeSet<String> tags = new TreeSet<>();
        elements.forEach(
                element ->
                        AnnotationSupport.findRepeatableAnnotations(element, Tag.class)
                                .forEach(tag -> tags.add(tag.value().strip())));
        metadata.add("X-tags", tags.toArray(new String[0]));
        test.method().ifPresent(method -> addConfigVariables(metadata, method));
        sources.forEach(source -> source.describe(test.testClass(), test.method(), metadata));
        elements.forEach(
                element ->
                        find(element, AtfMetadata.class)
                                .ifPresent(annotation -> add(metadata, annotation)));
        return metadata;
    }

    /** Return what has annotations for a test, the outermost class first. */
    private static List<AnnotatedElement> elements(Class<?> testClass, Optional<Method> method) {
        List<AnnotatedElement> elements = new ArrayList<>();
        for (@Nullable Class<?> at = testClass; at != null; at = at.getEnclosingClass()) {
            elements.add(at);
        }
        Collections.reverse(elements);
        method.ifPresent(elements::add);
        return elements;
    }

    private static <A extends Annotation> Optional<A> find(
            AnnotatedElement element, Class<A> type) {
        return AnnotationSupport.findAnnotation(element, type);
    }

    private static void addJUnits(Metadata metadata, AnnotatedElement element) {
        if (find(element, Isolated.class).isPresent()) {
            metadata.set("is.exclusive", "true");
        }
        find(element, Timeout.class)
                .map(limit -> limit.unit().toSeconds(limit.value()) + START)
                .filter(seconds -> seconds > DEFAULT_TIMEOUT)
                .ifPresent(seconds -> metadata.set("timeout", seconds.toString()));
    }

    private static void addConfigVariables(Metadata metadata, Method method) {
        for (Parameter parameter : method.getParameters()) {
            ConfigVariable variable = parameter.getAnnotation(ConfigVariable.class);
            if (variable != null
                    && variable.defaultValue().equals(ConfigVariable.NO_DEFAULT)
                    && parameter.getType() != Optional.class) {
                metadata.add("require.config", variable.value());
            }
        }
    }

    private static void add(Metadata metadata, AtfMetadata annotation) {
        set(metadata, "descr", annotation.description());
        if (annotation.timeout() != -1) {
            metadata.set("timeout", Integer.toString(annotation.timeout()));
        }
        if (annotation.exclusive()) {
            metadata.set("is.exclusive", "true");
        }
        set(metadata, "require.user", annotation.user());
        set(metadata, "require.memory", annotation.memory());
        set(metadata, "require.diskspace", annotation.diskSpace());
        metadata.add("require.arch", annotation.architectures());
        metadata.add("require.machine", annotation.machines());
        metadata.add("require.config", annotation.configVariables());
        metadata.add("require.files", annotation.files());
        metadata.add("require.progs", annotation.programs());
        metadata.add("require.kmods", annotation.kernelModules());
        for (String property : annotation.properties()) {
            int equals = property.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "bad property '%s': expected name=value".formatted(property));
            }
            metadata.set("X-" + property.substring(0, equals), property.substring(equals + 1));
        }
    }

    private static void set(Metadata metadata, String key, String value) {
        if (!value.isEmpty()) {
            metadata.set(key, value);
        }
    }
}
