package org.qemu.functional.condition;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Compute the reasons to skip a test; a result is empty if there is none. */
final class Reasons {
    private static final long KIB = 1024;

    private Reasons() {}

    /**
     * Require that an annotation has valid names.
     *
     * @throws IllegalArgumentException if it has none, or one of the names is blank
     */
    private static void named(
            Class<? extends Annotation> annotation, String wanted, String... names) {
        if (names.length == 0 || Arrays.stream(names).anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "@%s(%s) names nothing: specify %s"
                            .formatted(
                                    annotation.getSimpleName(),
                                    names.length == 0 ? "{}" : "\"\"",
                                    wanted));
        }
    }

    static Optional<String> missingCommands(Host host, String... commands) {
        named(SkipIfMissingCommands.class, "programs in PATH", commands);
        return unless(host::hasCommand, commands)
                .map(missing -> "required command(s) \"%s\" not installed".formatted(missing));
    }

    static Optional<String> missingEnv(Host host, String... variables) {
        named(SkipIfMissingEnv.class, "variables of the environment", variables);
        return unless(host::isSet, variables)
                .map(
                        missing ->
                                "required environment variable(s) \"%s\" not set"
                                        .formatted(missing));
    }

    static Optional<String> operatingSystem(Host host, String... names) {
        named(SkipIfOperatingSystem.class, "operating systems, such as Linux", names);
        return when(
                Arrays.asList(names).contains(host.operatingSystem()),
                "not supported on %s".formatted(host.operatingSystem()));
    }

    static Optional<String> notMachine(Host host, String... machines) {
        named(SkipIfNotMachine.class, "host architectures, such as x86_64", machines);
        return when(
                !Arrays.asList(machines).contains(host.machine()),
                "requires a host of architecture %s, not %s"
                        .formatted(String.join(" or ", machines), host.machine()));
    }

    static Optional<String> missingImports(String... classes) {
        named(SkipIfMissingImports.class, "names of classes", classes);
        return unless(Reasons::canLoad, classes)
                .map(missing -> "required class(es) \"%s\" not found".formatted(missing));
    }

    private static boolean canLoad(String name) {
        try {
            Class.forName(name, false, Reasons.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    static Optional<String> flaky(Host host, String bug) {
        named(
                SkipFlakyTest.class,
                "the URL of the bug report, or a description of the problem",
                bug);
        return optIn(host, "QEMU_TEST_FLAKY_TESTS", "test is unstable, see %s".formatted(bug));
    }

    static Optional<String> slow(Host host) {
        return optIn(host, "QEMU_TEST_ALLOW_SLOW", "test takes very long");
    }

    static Optional<String> bigData(Host host) {
        return optIn(host, "QEMU_TEST_ALLOW_LARGE_STORAGE", "test needs much disk space");
    }

    static Optional<String> untrusted(Host host) {
        return optIn(host, "QEMU_TEST_ALLOW_UNTRUSTED_CODE", "test runs untrusted code");
    }

    static Optional<String> lockedMemory(Host host, long kib) {
        long limit = host.lockedMemory();
        boolean enough = limit == Host.UNLIMITED || limit / KIB >= kib;
        return when(
                !enough,
                "test locks %d KiB of memory, but the hard limit is %d KiB; raise it with ulimit -l"
                        .formatted(kib, limit / KIB));
    }

    private static Optional<String> optIn(Host host, String variable, String reason) {
        return when(!host.isSet(variable), "%s; set %s to run it".formatted(reason, variable));
    }

    private static Optional<String> when(boolean skip, String reason) {
        return skip ? Optional.of(reason) : Optional.empty();
    }

    private static Optional<String> unless(Predicate<String> present, String... names) {
        Stream<String> missing = Arrays.stream(names).filter(present.negate());
        return Optional.of(missing.toList())
                .filter(list -> !list.isEmpty())
                .map(list -> String.join(", ", list));
    }
}
