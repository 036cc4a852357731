package org.qemu.functional.atf;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The test cases of cleanup_twin.c, which is on libatf. */
class CleanupFixture {
    @Test
    void isKilled() throws Exception {
        Files.createFile(Path.of("state"));
        TwinFixture.kill("KILL");
    }

    @Test
    void passes() {}

    @AtfCleanup
    void cleanUp(@ConfigVariable(value = "color", defaultValue = "none") String color) {
        int state = Files.exists(Path.of("state")) ? 0 : -1;
        System.out.println("state: " + state + ", color: " + color);
    }
}
