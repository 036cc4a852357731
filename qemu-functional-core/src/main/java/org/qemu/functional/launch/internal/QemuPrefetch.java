package org.qemu.functional.launch.internal;

import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.QemuUserTest;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.machine.MissingQemuException;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.suite.internal.SuiteConfiguration;

/** Fetches the QEMU of the Debian suite that the settings name, before the tests run. */
public final class QemuPrefetch {
    private static final String SUITE = "QEMU_SUITE";
    private static final String BINARY = "QEMU_TEST_QEMU_BINARY";

    /** Stands for the target of this host. */
    private static final String ANY = "";

    private QemuPrefetch() {}

    /**
     * Fetch the QEMU for the targets of test classes, and print on standard error where it is, or
     * why it is not there. Without a suite among the settings, do nothing.
     *
     * @return {@link ExitCode#TRY_AGAIN} if it is unavailable now, {@link ExitCode#FAILED} if
     *     trying again will not help
     */
    public static ExitCode fetch(Map<String, String> environment, Collection<Class<?>> classes) {
        if (!isWanted(environment)) {
            return ExitCode.OK;
        }
        ExitCode worst = ExitCode.OK;
        for (String target : targets(classes)) {
            worst = worst.and(fetch(environment, target));
        }
        return worst;
    }

    /** Return whether the settings name a suite, and no QEMU to be used instead. */
    public static boolean isWanted(Map<String, String> environment) {
        return !environment.getOrDefault(SUITE, "").isBlank()
                && environment.getOrDefault(BINARY, "").isEmpty();
    }

    private static ExitCode fetch(Map<String, String> environment, String target) {
        Optional<String> arch = Optional.of(target).filter(name -> !name.equals(ANY));
        try {
            QemuBinary binary = QemuBinary.locate(environment, Path.of(""), arch);
            System.err.println("QEMU: " + binary.description());
            return ExitCode.OK;
        } catch (TestAbortedException e) {
            System.err.println("unavailable: " + e.getMessage());
            return ExitCode.TRY_AGAIN;
        } catch (MissingQemuException e) {
            System.err.println("failed: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** Return the targets of test classes, as a run of the tests chooses them. */
    static Set<String> targets(Collection<Class<?>> classes) {
        Set<String> targets = new TreeSet<>();
        for (Class<?> type : classes) {
            if (!QemuUserTest.class.isAssignableFrom(type)) {
                targets.addAll(targets(type));
            }
        }
        return targets;
    }

    private static Set<String> targets(Class<?> type) {
        Set<String> targets = new TreeSet<>();
        annotated(type).flatMap(one -> first(one).stream()).forEach(targets::add);
        if (first(type).isEmpty()) {
            targets.add(SuiteConfiguration.current().targetOf(type.getPackageName()).orElse(ANY));
        }
        return targets;
    }

    private static Stream<AnnotatedElement> annotated(Class<?> type) {
        return Stream.of(
                        Stream.<AnnotatedElement>of(type),
                        Arrays.stream(type.getDeclaredMethods()),
                        Arrays.stream(type.getDeclaredClasses()).flatMap(QemuPrefetch::annotated))
                .flatMap(elements -> elements);
    }

    /** Return the architecture that a test chooses first. */
    private static Optional<String> first(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, Arch.class)
                .map(arch -> List.of(arch.value()))
                .filter(names -> !names.isEmpty())
                .map(names -> names.get(0));
    }
}
