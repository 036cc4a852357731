package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.qtest.internal.QTestConnection;

/** Tests connections that end during a batch of commands. */
@Timeout(60)
class LinkBatchBreaksTest {
    @TempDir Path folder;

    @Test
    void interruptedThreadSendsNothing() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("inb 0x1", "OK 0x1\n");
                                    fake.answer("inb 0x3", "OK 0x3\n");
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            batch.inb(1);
            batch.run();
            batch.inb(2);
            Thread.currentThread().interrupt();
            assertThatThrownBy(batch::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "interrupted while waiting for the reply to qtest command 'inb 0x2',"
                                    + " number 1 of 1, which was not even sent");
            assertThat(Thread.interrupted()).isTrue();
            LongSupplier three = batch.inb(3);
            batch.run();
            assertThat(three.getAsLong()).isEqualTo(3);
        }
    }

    @Test
    void hangUpInTheMiddleTellsTheCommandAndWhatCameOfItsReply() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("inb 0x1", "OK 0x1\n");
                                    fake.answer("inb 0x2", "OK 0x");
                                    fake.receive("inb 0x3");
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            LongSupplier one = batch.inb(1);
            batch.inb(2);
            batch.inb(3);
            assertThatThrownBy(batch::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "QEMU died: the reply to qtest command 'inb 0x2', number 2 of 3,"
                                    + " of which came only 'OK 0x'");
            assertThat(one.getAsLong()).isEqualTo(1);
        }
    }

    /** Most of the batch was not sent when the error was detected. */
    @Test
    void hangUpWhileSendingTellsTheFirstCommandThatWasNotAnswered() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    for (int i = 0; i < 1000; i++) {
                                        fake.receive("writeb 0x%x 0x0".formatted(i));
                                        fake.say("OK\n");
                                    }
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            for (int i = 0; i < 40_000; i++) {
                batch.write(Width.B, i, 0);
            }
            assertThatThrownBy(batch::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "QEMU died: the reply to qtest command 'writeb 0x3e8 0x0', number 1001 of 40000");
            assertThat(qemu.log()).content().contains("writeb 0x3e8 0x0\n", "writeb 0x9c3f 0x0\n");
        }
    }

    @Test
    void silenceInTheMiddleTellsTheCommand() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, FakeQemu::awaitHangUp)) {
            QTestConnection link = qemu.answeredLink(Duration.ofMillis(100), "OK 0x1\n");
            Batch batch = new Batch(link);
            batch.inb(1);
            batch.inb(2);
            assertThatThrownBy(batch::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "the reply to qtest command 'inb 0x2', number 2 of 2 did not come:"
                                    + " QEMU was silent for 0.1 s");
        }
    }

    @Test
    void silenceOfOneThatTakesNothingTellsTheFirstCommandThatWasNotAnswered() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, FakeQemu::awaitRelease)) {
            QTestConnection link = qemu.answeredLink(Duration.ofMillis(200), "OK\n".repeat(10));
            Batch batch = new Batch(link);
            for (int i = 0; i < 50_000; i++) {
                batch.write(Width.B, i, 0);
            }
            assertThatThrownBy(batch::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("'writeb 0xa 0x0', number 11 of 50000")
                    .hasMessageContaining("QEMU was silent for 0.2 s");
            qemu.release();
        }
    }
}
