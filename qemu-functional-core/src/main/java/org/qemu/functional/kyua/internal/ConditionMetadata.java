package org.qemu.functional.kyua.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.atf.Metadata;
import org.qemu.functional.atf.MetadataSource;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.condition.SkipIfMissingEnv;
import org.qemu.functional.condition.SkipIfNotMachine;
import org.qemu.functional.condition.SkipIfOperatingSystem;
import org.qemu.functional.condition.SkipLockedMemoryTest;
import org.qemu.functional.condition.SkipSlowTest;
import org.qemu.functional.condition.SkipUntrustedTest;
import org.qemu.functional.condition.internal.ResourceNeeds;

/**
 * Express the conditions of a test as metadata of ATF.
 *
 * <p>kyua itself skips a test for a missing program or another machine, before a JVM starts. It has
 * no metadata for the other conditions, which a report shows by keys that begin with {@code X-};
 * the test itself evaluates them.
 */
public final class ConditionMetadata implements MetadataSource {
    private static final String SET = "true";

    /** Create the source. */
    public ConditionMetadata() {}

    @Override
    public void describe(Class<?> testClass, Optional<Method> method, Metadata metadata) {
        for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
            addResources(type, metadata);
            add(type, metadata);
        }
        method.ifPresent(element -> add(element, metadata));
    }

    private static void add(AnnotatedElement element, Metadata metadata) {
        Conditions of = new Conditions(element, metadata);
        of.with(SkipIfNotMachine.class, (to, a) -> to.add("require.machine", a.value()));
        of.with(SkipIfMissingCommands.class, (to, a) -> to.add("require.progs", a.value()));
        of.with(SkipIfMissingEnv.class, (to, a) -> to.add("X-require.env", a.value()));
        of.with(SkipIfOperatingSystem.class, (to, a) -> to.add("X-not.on", a.value()));
        of.with(SkipFlakyTest.class, (to, a) -> to.set("X-flaky", a.value()));
        of.with(SkipSlowTest.class, (to, a) -> to.set("X-slow", SET));
        of.with(SkipBigDataTest.class, (to, a) -> to.set("X-big.data", SET));
        of.with(SkipUntrustedTest.class, (to, a) -> to.set("X-untrusted", SET));
        of.with(SkipLockedMemoryTest.class, (to, a) -> to.set("X-locked.memory", a.value() + "K"));
    }

    private static void addResources(Class<?> test, Metadata metadata) {
        if (!AnnotationSupport.isAnnotated(test, Resources.class)) {
            return;
        }
        ResourceNeeds needs = ResourceNeeds.of(test);
        metadata.set("require.memory", mebibytes(needs.memory()));
        metadata.add("require.machine", needs.hostArchitectures().toArray(String[]::new));
        if (needs.disk() > 0) {
            metadata.set("require.diskspace", mebibytes(needs.disk()));
        }
        if (needs.lockedMemory() > 0) {
            metadata.set("X-locked.memory", mebibytes(needs.lockedMemory()));
        }
        if (needs.kvm()) {
            metadata.set("X-kvm", SET);
        }
    }

    private static String mebibytes(long bytes) {
        return ResourceNeeds.mebibytes(bytes) + "M";
    }

    private record Conditions(AnnotatedElement element, Metadata metadata) {
        <A extends Annotation> void with(Class<A> type, BiConsumer<Metadata, A> action) {
            AnnotationSupport.findAnnotation(element, type)
                    .ifPresent(annotation -> action.accept(metadata, annotation));
        }
    }
}
