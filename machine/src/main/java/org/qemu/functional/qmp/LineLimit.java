package org.qemu.functional.qmp;

import java.util.Map;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.units.ByteSize;

/** Tell how long a line of QMP may be, in bytes. */
public final class LineLimit {
    private static final String VARIABLE = "QEMU_TEST_QMP_MAX_LINE";

    /** QEMU's longest reply, query-qmp-schema, has a quarter of a megabyte. */
    private static final int DEFAULT = 64 << 20;

    /** A line is one array of bytes, and its longest text one string. */
    private static final int LARGEST = 1 << 30;

    private LineLimit() {}

    /**
     * Read {@code QEMU_TEST_QMP_MAX_LINE}, a size such as {@code 256M}.
     *
     * @return from 1 to 1 GiB; 64 MiB if it is not set
     * @throws IllegalArgumentException if it is no such size
     */
    public static int from(Map<String, String> environment) {
        long limit = ByteSize.ofVariable(environment, VARIABLE, DEFAULT);
        if (limit < 1 || limit > LARGEST) {
            throw new IllegalArgumentException(
                    "%s='%s' is not from 1 to 1G; unset it or set it to 256M, say"
                            .formatted(VARIABLE, environment.get(VARIABLE)));
        }
        return (int) limit;
    }

    /** The limit of this program. */
    static int ofProgram() {
        return Program.LIMIT;
    }

    private static final class Program {
        static final int LIMIT = from(HarnessSettings.current().environment());
    }
}
