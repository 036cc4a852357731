package org.qemu.functional.tests.x86_64;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuBaseTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.QemuSource;

/** Proves that QEMU's checker of saved states finds every kind of difference. */
class BadVmstateTest extends QemuBaseTest {
    static final Asset SOURCE = QemuSource.PACKAGE;

    private static final String DATA = "tests/data/vmstate-static-checker/";
    private static final int DIFFERENCES = 13;

    /** The hash of the warning and the lines of the differences that QEMU's own test expects. */
    private static final String SHA256 =
            "7f9946f36749c692bc08041b38d8fc5d04e161b9a6624afe9181c2107a20a5a4";

    @Test
    void findsEveryDifference() throws Exception {
        QemuSource.Result check =
                QemuSource.checkVmstate(
                        this,
                        QemuSource.file(this, DATA + "dump1.json"),
                        QemuSource.file(this, DATA + "dump2.json"));
        assertEquals(DIFFERENCES, check.status(), check.output());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(check.output().getBytes(UTF_8));
        assertEquals(
                SHA256,
                HexFormat.of().formatHex(hash),
                () -> "the checker did not write what QEMU's own test expects:\n" + check.output());
    }
}
