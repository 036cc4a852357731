package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuBaseTest;
import org.qemu.functional.tests.QemuSource;

/** Proves that QEMU's checker of saved states finds every kind of difference. */
class BadVmstateTest extends QemuBaseTest {
    /** One less than the number of lines: the first of them is a warning. */
    private static final int DIFFERENCES = 13;

    @Test
    void findsEveryDifference() throws Exception {
        Path source = QemuSource.locate();
        Path data = source.resolve("tests/data/vmstate-static-checker");
        QemuSource.Result check =
                QemuSource.run(
                        source.resolve("scripts/vmstate-static-checker.py"),
                        List.of(
                                "-s",
                                data.resolve("dump1.json").toString(),
                                "-d",
                                data.resolve("dump2.json").toString()));
        assertEquals(DIFFERENCES, check.status(), check.output());
        assertEquals(
                DIFFERENCES,
                check.output().lines().filter(line -> !line.startsWith("Warning:")).count(),
                check.output());
    }
}
