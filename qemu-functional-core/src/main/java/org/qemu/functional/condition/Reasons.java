package org.qemu.functional.condition;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.qemu.functional.condition.internal.KvmDevice;
import org.qemu.functional.condition.internal.ResourceNeeds;
import org.qemu.functional.units.ByteSize;

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
                "test locks %d KiB of memory, but the hard limit is %d KiB; raise it with ulimit -l, or run as root"
                        .formatted(kib, limit / KIB));
    }

    /**
     * Compare what a test needs with what the host has.
     *
     * @param scratch a folder in the file system of the scratch folders
     */
    static Optional<String> resources(Host host, ResourceNeeds needs, Path scratch) {
        return Stream.<Supplier<Optional<String>>>of(
                        () -> kvm(host, needs.kvm()),
                        () -> architecture(host, needs.hostArchitectures()),
                        () ->
                                amount(
                                        "memory",
                                        needs.memory(),
                                        "the host has",
                                        host.memory().total()),
                        () -> disk(host, needs.disk(), scratch),
                        () -> locked(host, needs.lockedMemory()))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> kvm(Host host, boolean needed) {
        return when(
                needed && !KvmDevice.isUsable(host.kvm()),
                "test needs KVM, but '%s' is not readable and writable".formatted(host.kvm()));
    }

    private static Optional<String> architecture(Host host, List<String> names) {
        return names.isEmpty() ? Optional.empty() : notMachine(host, names.toArray(String[]::new));
    }

    private static Optional<String> disk(Host host, long needed, Path scratch) {
        return needed == 0
                ? Optional.empty()
                : amount(
                        "disk space",
                        needed,
                        "'%s' has".formatted(scratch),
                        host.freeSpace(scratch));
    }

    private static Optional<String> locked(Host host, long bytes) {
        return bytes == 0 ? Optional.empty() : lockedMemory(host, (bytes + KIB - 1) / KIB);
    }

    private static Optional<String> amount(String what, long needed, String where, long there) {
        return when(
                there < needed,
                "test needs %s of %s, but %s %s"
                        .formatted(ByteSize.format(needed), what, where, ByteSize.format(there)));
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
