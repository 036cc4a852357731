package org.qemu.functional.qmp.internal;

import java.util.Map;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.units.ByteSize;

/** The maximum length of a line of QMP, in bytes. */
public final class LineLimit {
    private static final String VARIABLE = "QEMU_TEST_QMP_MAX_LINE";

    /** QEMU's longest reply, to query-qmp-schema, has a quarter of a megabyte. */
    private static final int DEFAULT = 64 << 20;

    /** A line is held in one byte array, and its longest text in one string. */
    private static final int LARGEST = 1 << 30;

    private LineLimit() {}

    /**
     * Read {@code QEMU_TEST_QMP_MAX_LINE}, a size such as {@code 256M}.
     *
     * @return a size from 1 byte to 1 GiB; 64 MiB if the variable is not set
     * @throws IllegalArgumentException if the value is not such a size
     */
    public static int from(Map<String, String> environment) {
        long limit = ByteSize.ofVariable(environment, VARIABLE, DEFAULT);
        if (limit < 1 || limit > LARGEST) {
            throw new IllegalArgumentException(
                    "%s='%s' is not a size from 1 to 1G; unset it, or set it to a size such as 256M"
                            .formatted(VARIABLE, environment.get(VARIABLE)));
        }
        return (int) limit;
    }

    /** Return the limit for this program. */
    public static int ofProgram() {
        return Program.LIMIT;
    }

    private static final class Program {
        static final int LIMIT = from(HarnessSettings.current().environment());
    }
}
