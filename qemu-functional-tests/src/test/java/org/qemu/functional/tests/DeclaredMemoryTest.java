package org.qemu.functional.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.condition.internal.ResourceNeeds;
import org.qemu.functional.suite.internal.TestClasses;
import org.qemu.functional.suite.internal.UsageException;
import org.qemu.functional.units.ByteSize;

/** Compares the memory of guests in the sources with what the classes declare. */
class DeclaredMemoryTest {
    private static final long MIB = 1L << 20;

    /** What {@link org.qemu.functional.condition.Resources#memory()} has for JVM and QEMU. */
    private static final long OVERHEAD = 400 * MIB;

    /** The size in arguments such as {@code "-m", "2G,slots=1"} and {@code -m 96M}. */
    private static final Pattern GUEST =
            Pattern.compile("\"-m\",\\s*\"(\\d+[KMGkmg]?)[,\"]|\\s-m (\\d+[KMGkmg]?)\\b");

    /** Return the largest guest in the source of a class or its superclasses, in bytes. */
    private static long largestGuest(Class<?> test) throws IOException {
        long largest = 0;
        for (Class<?> type = test; type != Object.class; type = type.getSuperclass()) {
            Path source =
                    TestPrograms.SOURCES.resolve(
                            TestClasses.shortName(type).replace('.', '/') + ".java");
            if (Files.exists(source)) {
                largest = Math.max(largest, largestGuest(Files.readString(source)));
            }
        }
        return largest;
    }

    private static long largestGuest(String source) {
        long largest = 0;
        for (Matcher found = GUEST.matcher(source); found.find(); ) {
            String size = found.group(1) == null ? found.group(2) : found.group(1);
            boolean plain = Character.isDigit(size.charAt(size.length() - 1));
            largest = Math.max(largest, ByteSize.parse(plain ? size + "M" : size));
        }
        return largest;
    }

    @Test
    void everyProgramDeclaresTheMemoryOfItsGuests() throws UsageException, IOException {
        TreeMap<String, String> tooLittle = new TreeMap<>();
        int found = 0;
        for (String name : TestPrograms.names()) {
            Class<?> test = TestClasses.find(name);
            long needed = largestGuest(test);
            if (needed > 0) {
                found++;
                if (ResourceNeeds.of(test).memory() < needed + OVERHEAD) {
                    tooLittle.put(
                            name,
                            "write @Resources(memory = \"%dM\") or more"
                                    .formatted((needed + OVERHEAD) / MIB));
                }
            }
        }
        assertThat(tooLittle).isEmpty();
        assertThat(found).isGreaterThan(30);
    }

    @Test
    void readsSizesAsQemuDoes() {
        assertThat(largestGuest("vm().addArgs(\"-smp\", \"4\", \"-m\",\n  \"1G,slots=1\");"))
                .isEqualTo(1024 * MIB);
        assertThat(largestGuest("addArgs(\"-m\", \"2048\"); \"-smp 2 -m 96M -S\""))
                .isEqualTo(2048 * MIB);
        assertThat(largestGuest("addArgs(\"-m\", memory)")).isZero();
    }
}
