package org.qemu.functional.tests.ppc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.gdb.GdbRemote;

/** Proves that a program that tests the instructions of a PPE42 succeeds. */
class Ppe42Test extends QemuSystemTest {
    static final Asset IMAGE =
            Asset.of(
                    "https://github.com/milesg-github/ppe42-tests/raw/refs/heads/main/images/ppe42-test.out",
                    "03c1ac0fb7f6c025102a02776a93b35101dae7c14b75e4eab36a337e39042ea8");

    /**
     * The address at which the program ends on success; on failure, it stops the machine at another
     * address.
     */
    private static final long END = 0xfff80200L;

    @Test
    void comesToItsEnd() {
        setMachine("ppe42_machine");
        requireAccelerator("tcg");
        Path socket = socketDir().resolve("gdb");
        vm().addArgs("-nographic", "-S", "-gdb", "unix:path=" + socket + ",server=on,wait=off");
        vm().addArgs("-device", "loader,file=" + IMAGE.fetch());
        vm().addArgs("-device", "loader,addr=0xfff80040,cpu-num=0");
        vm().addArgs("-action", "panic=pause");
        vm().launch();
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            gdb.insertBreakpoint(END);
            gdb.continueUntilStop(Duration.ofSeconds(60));
            assertEquals(
                    END, gdb.pc() & 0xffffffffL, () -> "the program stopped at another address");
        }
    }
}
