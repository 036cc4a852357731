package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.qtest.internal.QTestConnection;

/** Tests connections that end unexpectedly. */
@Timeout(60)
class LinkBreaksTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir Path folder;

    private static long number(QTestConnection link, String command) {
        link.single().begin(command).end();
        return link.number();
    }

    @Test
    void hangUpInsteadOfAReplyTellsTheCommand() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, fake -> fake.receive("outb 0x64 0xfe"));
                QTestConnection link = qemu.link()) {
            assertThatThrownBy(() -> number(link, "outb 0x64 0xfe"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("QEMU died: the reply to qtest command 'outb 0x64 0xfe'");
        }
    }

    @Test
    void hangUpInTheMiddleOfAReplyTellsWhatCame() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, fake -> fake.answer("readq 0x8", "OK 0x0000"));
                QTestConnection link = qemu.link()) {
            assertThatThrownBy(() -> number(link, "readq 0x8"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "QEMU died: the reply to qtest command 'readq 0x8', of which came only 'OK 0x0000'");
        }
    }

    @Test
    void hangUpBeforeTheCommandTellsIt() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, fake -> fake.say("IRQ raise 3\n"));
                QTestConnection link = qemu.link()) {
            qemu.awaitEnd();
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "QEMU died: the reply to qtest command 'readb 0x0', which was not even sent");
            assertThat(link.interrupts().isRaised(3)).isTrue();
        }
    }

    @Test
    void hangUpInsteadOfAnInterruptTellsIt() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, fake -> {});
                QTestConnection link = qemu.link()) {
            assertThatThrownBy(() -> link.awaitInterrupts(FakeQemu.LONG, "interrupt 4"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("QEMU died: interrupt 4");
        }
    }

    @Test
    void lastCommandIsInTheLogOfALinkThatBroke() throws Exception {
        try (FakeQemu qemu =
                FakeQemu.play(
                        folder,
                        fake -> {
                            fake.answer("inb 0x70", "OK 0x0026\n");
                            fake.receive("inb 0x71");
                        })) {
            QTestConnection link = qemu.link();
            assertThat(number(link, "inb 0x70")).isEqualTo(0x26);
            assertThatThrownBy(() -> number(link, "inb 0x71")).isInstanceOf(AssertionError.class);
            assertThat(Files.readString(qemu.log())).contains("OK 0x0026\n").endsWith("inb 0x71\n");
        }
    }

    @Test
    void silenceTellsTheCommandAndTheTime() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, FakeQemu::awaitHangUp);
                QTestConnection link = qemu.link(SHORT)) {
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(AssertionError.class)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessage(
                            "the reply to qtest command 'readb 0x0' did not come: QEMU was silent for 0.1 s");
            assertThatThrownBy(() -> number(link, "readb 0x1"))
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessageContaining("cannot be used any more")
                    .hasMessageContaining("readb 0x0");
        }
    }

    @Test
    void silenceInTheMiddleOfAReplyTellsWhatCame() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, FakeQemu::awaitHangUp);
                QTestConnection link = qemu.answeredLink(SHORT, "OK 0x00")) {
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageEndingWith("QEMU was silent for 0.1 s after 'OK 0x00'");
        }
    }

    @Test
    void interruptOfTheThreadEndsTheWaitAndTheUseOfTheLink() throws Exception {
        Thread test = Thread.currentThread();
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.receive("readb 0x0");
                                    test.interrupt();
                                    fake.awaitHangUp();
                                });
                QTestConnection link = qemu.link()) {
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "interrupted while waiting for the reply to qtest command 'readb 0x0'");
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> number(link, "readb 0x1"))
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessageContaining("cannot be used any more")
                    .hasMessageContaining("interrupted");
        }
    }

    /** Otherwise, a test that polls forever would never notice its timeout. */
    @Test
    void interruptedThreadSendsNothing() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, fake -> fake.answer("readb 0x1", "OK 0x1\n"));
                QTestConnection link = qemu.link()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(number(link, "readb 0x1")).isEqualTo(1);
        }
    }

    @Test
    void interruptEndsTheWaitForInterrupts() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, FakeQemu::awaitHangUp);
                QTestConnection link = qemu.link()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> link.awaitInterrupts(FakeQemu.LONG, "interrupt 4"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("interrupted while waiting for interrupt 4");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void useAfterTheCloseSaysSo() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, FakeQemu::awaitHangUp)) {
            QTestConnection link = qemu.link();
            link.close();
            link.close();
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessageContaining("cannot be used any more: it was closed");
            assertThatThrownBy(() -> link.awaitInterrupts(FakeQemu.LONG, "interrupt 4"))
                    .hasMessageContaining("it was closed");
        }
    }

    /** The watchdog does this with the machines of a test that continues after its timeout. */
    @Test
    void closeByAnotherThreadEndsTheWait() throws Exception {
        CompletableFuture<Void> received = new CompletableFuture<>();
        try (FakeQemu qemu =
                FakeQemu.play(
                        folder,
                        fake -> {
                            fake.receive("readb 0x0");
                            received.complete(null);
                            fake.awaitHangUp();
                        })) {
            QTestConnection link = qemu.link();
            CompletableFuture<Void> watchdog = received.thenRunAsync(() -> close(link));
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("QEMU died: the reply to qtest command 'readb 0x0'");
            watchdog.get(20, TimeUnit.SECONDS);
        }
    }

    private static void close(QTestConnection link) {
        try {
            link.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
