package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.CommandResult;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.QemuTest;

/**
 * Runs commands in a small Linux. It is made of Debian's packages and booted once; each test gets a
 * clone of it.
 */
@QemuTest
@Arch("x86_64")
class GuestTest {
    @Test
    void runsCommands(Guest guest) {
        CommandResult result = guest.run("uname -s; exit 3");
        assertEquals("Linux\n", result.stdout());
        assertEquals(3, result.exitStatus());
    }

    @Test
    void keepsFiles(Guest guest) {
        guest.put("hello\n", "/root/file");
        assertEquals("hello\n", guest.run("cat /root/file").check().stdout());
    }
}
