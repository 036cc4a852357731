package org.qemu.functional.atf;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The test cases of twin.c, which is on libatf. */
class TwinFixture {
    @Test
    @AtfMetadata(
            description = "all metadata",
            architectures = {"x86_64", "aarch64"},
            configVariables = "color",
            files = {"/bin/sh", "/bin/cat"},
            machines = {"x86_64", "amd64"},
            memory = "1M",
            programs = {"sh", "/bin/cat"},
            user = "root",
            timeout = 30,
            properties = "bug=PR 1: 2")
    void allMetadata() {}

    @Test
    void dies() {
        Expectations.expectDeath("bug 6");
        System.exit(0);
    }

    @Test
    void doesNotDie() {
        Expectations.expectDeath("bug 6");
    }

    @Test
    void doesNotExit() {
        Expectations.expectExit(5, "bug 4");
    }

    @Test
    void doesNotHang() {
        Expectations.expectTimeout("bug 7");
    }

    @Test
    void exits() {
        Expectations.expectExit(5, "bug 4");
        System.exit(5);
    }

    @Test
    void exitsOtherwise() {
        Expectations.expectExit(5, "bug 4");
        System.exit(6);
    }

    @Test
    void exitsSomehow() {
        Expectations.expectExit(Expectations.ANY, "bug 4");
        System.exit(7);
    }

    @Test
    void exitsUnexpectedly() {
        System.exit(0);
    }

    @Test
    void fails() {
        fail("color " + ConfigVariables.get("color", "none"));
    }

    @Test
    void failsAsAnnounced() {
        Expectations.expectFailure("bug 1");
        fail("boom");
    }

    @Test
    void failsInsteadOfExit() {
        Expectations.expectExit(5, "bug 4");
        fail("boom");
    }

    @Test
    @AtfMetadata(timeout = 15)
    void hangs() throws Exception {
        Expectations.expectTimeout("bug 7");
        new CountDownLatch(1).await();
    }

    @Test
    void isKilled() throws Exception {
        Expectations.expectSignal(Expectations.ANY, "bug 5");
        kill("KILL");
    }

    @Test
    void isKilledByAnother() throws Exception {
        Expectations.expectSignal(15, "bug 5");
        kill("KILL");
    }

    @Test
    void isNotKilled() {
        Expectations.expectSignal(15, "bug 5");
    }

    @Test
    void passes() {}

    @Test
    @ExpectedFailure("bug 1")
    void passesAgainstAnnouncement() {}

    @Test
    void skips() {
        abort("no device");
    }

    @Test
    void skipsAgainstAnnouncement() {
        Expectations.expectFailure("bug 1");
        abort("no device");
    }

    @Test
    void terminates() throws Exception {
        Expectations.expectSignal(15, "bug 5");
        kill("TERM");
    }

    static void kill(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(ProcessHandle.current().pid()))
                .inheritIO()
                .start();
        new CountDownLatch(1).await();
    }
}
