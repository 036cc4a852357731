package org.qemu.functional.condition.internal;

import java.util.List;
import org.junit.platform.commons.support.AnnotationSupport;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.units.ByteSize;

/**
 * What a test program needs of its host: the values of {@link Resources}.
 *
 * @param cores the number of processors
 * @param memory in bytes
 * @param disk in bytes, 0 for any amount
 * @param kvm whether it needs KVM
 * @param hostArchitectures the names that {@code uname -m} may print; any if there is none
 * @param lockedMemory in bytes
 */
public record ResourceNeeds(
        int cores,
        long memory,
        long disk,
        boolean kvm,
        List<String> hostArchitectures,
        long lockedMemory) {
    private static final long MIB = 1L << 20;

    /** The characters of names of architectures; others have a meaning for runners. */
    private static final String NAME = "[A-Za-z0-9_.-]+";

    /** Has the default values. */
    @Resources
    private static final class Unannotated {}

    /** Create the needs. */
    public ResourceNeeds {
        hostArchitectures = List.copyOf(hostArchitectures);
    }

    /**
     * Return the needs of a class: the default ones if it has no annotation.
     *
     * @throws IllegalArgumentException if a value is wrong; the message names the class and says
     *     what to write
     */
    public static ResourceNeeds of(Class<?> test) {
        Resources resources =
                AnnotationSupport.findAnnotation(test, Resources.class)
                        .orElseGet(() -> Unannotated.class.getAnnotation(Resources.class));
        try {
            return of(resources);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "@Resources of %s: %s".formatted(test.getName(), e.getMessage()), e);
        }
    }

    private static ResourceNeeds of(Resources resources) {
        require(resources.cores() > 0, "cores = %d: write 1 or more".formatted(resources.cores()));
        long memory = size("memory", resources.memory());
        require(
                memory >= MIB,
                "memory = \"%s\" is less than 1 MiB: write a size with a unit, such as 1500M"
                        .formatted(resources.memory()));
        for (String name : resources.hostArchitecture()) {
            require(
                    name.matches(NAME),
                    "hostArchitecture = \"%s\": write a name that `uname -m` prints, such as x86_64"
                            .formatted(name));
        }
        return new ResourceNeeds(
                resources.cores(),
                memory,
                optionalSize("disk", resources.disk()),
                resources.kvm(),
                List.of(resources.hostArchitecture()),
                optionalSize("lockedMemory", resources.lockedMemory()));
    }

    private static void require(boolean valid, String problem) {
        if (!valid) {
            throw new IllegalArgumentException(problem);
        }
    }

    private static long optionalSize(String name, String value) {
        return value.isEmpty() ? 0 : size(name, value);
    }

    private static long size(String name, String value) {
        try {
            return ByteSize.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s = %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Return a number of bytes in MiB, rounded up. */
    public static long mebibytes(long bytes) {
        return bytes / MIB + (bytes % MIB == 0 ? 0 : 1);
    }
}
