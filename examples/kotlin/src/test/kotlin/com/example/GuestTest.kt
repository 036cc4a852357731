package com.example

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.qemu.functional.guest.Guest
import org.qemu.functional.junit.Arch
import org.qemu.functional.junit.QemuTest

/** Runs commands in a guest that was booted once, and is cloned for each test. */
@QemuTest
@Arch("x86_64")
class GuestTest {
    @Test
    fun `runs a command`(guest: Guest) {
        val result = guest.run("echo hello; exit 3")
        assertEquals("hello\n", result.stdout())
        assertEquals(3, result.exitStatus())
    }

    @Test
    fun `reads back a file`(guest: Guest) {
        guest.put("from Kotlin", "/root/file")
        assertEquals("from Kotlin", guest.get("/root/file").decodeToString())
    }
}
