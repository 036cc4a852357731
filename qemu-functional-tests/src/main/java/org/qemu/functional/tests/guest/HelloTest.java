package org.qemu.functional.tests.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.qemu.functional.guest.CommandResult;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.WarmBoot;

class HelloTest {
    @Test
    @WarmBoot
    void says(Guest guest) {
        CommandResult result = guest.run("echo hello; echo oh >&2; exit 3");
        assertEquals("hello\n", result.stdout());
        assertEquals("oh\n", result.stderr());
        assertEquals(3, result.exitStatus());
    }
}
