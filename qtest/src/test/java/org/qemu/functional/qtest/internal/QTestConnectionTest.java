package org.qemu.functional.qtest.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.qtest.FakeQemu;
import org.qemu.functional.qtest.Interrupts;
import org.qemu.functional.qtest.QTestCommandError;
import org.qemu.functional.qtest.QTestProtocolException;

/** Tests single commands. */
@Timeout(60)
class QTestConnectionTest {
    @TempDir Path folder;

    private static void say(QTestConnection link, String command) {
        link.single().begin(command).end();
    }

    private static long number(QTestConnection link, String command) {
        say(link, command);
        return link.number();
    }

    private static String text(QTestConnection link, String command) {
        say(link, command);
        return link.text();
    }

    @Test
    void joinsAReplyThatIsTornIntoBytes() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.receive("inb 0x70");
                                    fake.sayInPieces("OK 0x0026\n");
                                    fake.answer("endianness", "OK little\n");
                                });
                QTestConnection link = qemu.link()) {
            assertThat(number(link, "inb 0x70")).isEqualTo(0x26);
            assertThat(text(link, "endianness")).isEqualTo("little");
        }
    }

    @Test
    void takesInterruptsBeforeAReply() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake ->
                                        fake.answer(
                                                "outb 0x20 0x1",
                                                "IRQ raise 4\nIRQ lower 4\nIRQ raise 255\nOK\n"));
                QTestConnection link = qemu.link()) {
            assertThat(text(link, "outb 0x20 0x1")).isEmpty();
            Interrupts known = link.interrupts();
            assertThat(known.isRaised(4)).isFalse();
            assertThat(known.raises(4)).isEqualTo(1);
            assertThat(known.lowers(4)).isEqualTo(1);
            assertThat(known.isRaised(255)).isTrue();
            assertThat(known.changes()).isEqualTo(3);
        }
    }

    @Test
    void waitsForInterrupts() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.sayInPieces("IRQ raise 4\n");
                                    fake.awaitHangUp();
                                });
                QTestConnection link = qemu.link()) {
            assertThat(link.awaitInterrupts(FakeQemu.LONG, "interrupt 4")).isTrue();
            assertThat(link.interrupts().isRaised(4)).isTrue();
            assertThat(link.awaitInterrupts(Duration.ofMillis(50), "interrupt 5")).isFalse();
        }
    }

    @Test
    void quotesCommandAndReplyWhenRefusedAndGoesOn() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("clock_set 0x1", "FAIL 17\n");
                                    fake.answer("write 0x0 0x1 0x", "ERR invalid argument size\n");
                                    fake.answer("readb 0x0", "OK 0x00000000000000ff\n");
                                });
                QTestConnection link = qemu.link()) {
            assertThatThrownBy(() -> number(link, "clock_set 0x1"))
                    .isInstanceOfSatisfying(
                            QTestCommandError.class,
                            e -> assertThat(e.reply()).isEqualTo("FAIL 17"))
                    .hasMessage("qtest command 'clock_set 0x1' was refused: FAIL 17");
            assertThatThrownBy(() -> text(link, "write 0x0 0x1 0x"))
                    .isInstanceOf(QTestCommandError.class)
                    .hasMessage(
                            "qtest command 'write 0x0 0x1 0x' was refused: ERR invalid argument size");
            assertThat(number(link, "readb 0x0")).isEqualTo(0xff);
        }
    }

    @Test
    void givesTheReplyAsItIsWhereThatIsWanted() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder, fake -> fake.answer("module_load hw- usb", "FAIL\n"));
                QTestConnection link = qemu.link()) {
            say(link, "module_load hw- usb");
            assertThat(link.raw()).isEqualTo("FAIL");
        }
    }

    @Test
    void numberThatIsNoneIsToldWithItsCommandAndTheLinkGoesOn() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("readb 0x0", "OK 0xzz\n");
                                    fake.answer("readb 0x1", "OK 0x1\n");
                                });
                QTestConnection link = qemu.link()) {
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessage(
                            "the reply to qtest command 'readb 0x0' should end in a number: 'OK 0xzz'");
            assertThat(number(link, "readb 0x1")).isEqualTo(1);
        }
    }

    @Test
    void lineThatIsNoReplyEndsTheUseOfTheLink() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("readb 0x0", "OKAY 0x1\n");
                                    fake.awaitHangUp();
                                });
                QTestConnection link = qemu.link()) {
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessage(
                            "'OKAY 0x1' is not a reply of the qtest protocol; replies begin with OK, FAIL or ERR");
            assertThatThrownBy(() -> number(link, "readb 0x1"))
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessageStartingWith("the qtest connection cannot be used any more: 'OKAY");
        }
    }

    @Test
    void interruptOfNonsenseEndsTheUseOfTheLink() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("readb 0x0", "IRQ rise 4\nOK 0x1\n");
                                    fake.awaitHangUp();
                                });
                QTestConnection link = qemu.link()) {
            assertThatThrownBy(() -> number(link, "readb 0x0"))
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessageStartingWith("'IRQ rise 4' is not valid in the qtest protocol");
            assertThatThrownBy(() -> number(link, "readb 0x1"))
                    .hasMessageContaining("cannot be used any more: 'IRQ rise 4'");
        }
    }

    @Test
    void replyThatNobodyAskedForIsNotTakenForTheNextOne() throws Exception {
        try (FakeQemu qemu =
                FakeQemu.play(
                        folder,
                        fake -> {
                            fake.answer("readb 0x0", "OK 0x1\nOK 0x2\n");
                            fake.awaitHangUp();
                        })) {
            QTestConnection link = qemu.link();
            assertThat(number(link, "readb 0x0")).isEqualTo(1);
            assertThatThrownBy(() -> number(link, "readb 0x1"))
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessageContaining("received 'OK 0x2' although no command was sent");
        }
    }

    @Test
    void hugeReplyIsReadAndCutInMessages() throws Exception {
        String huge = "x".repeat(3 << 20);
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("one", "OK " + huge + "\n");
                                    fake.answer("two", "FAIL " + huge + "\n");
                                    fake.answer("three", huge + "\n");
                                });
                QTestConnection link = qemu.link()) {
            assertThat(text(link, "one")).isEqualTo(huge);
            assertThatThrownBy(() -> text(link, "two"))
                    .isInstanceOf(QTestCommandError.class)
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400))
                    .hasMessageContaining("x... (3145733 characters)");
            assertThatThrownBy(() -> text(link, "three"))
                    .isInstanceOf(QTestProtocolException.class)
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
        }
    }

    @Test
    void logsWhatIsSaid() throws Exception {
        try (FakeQemu qemu =
                FakeQemu.play(
                        folder, fake -> fake.answer("inb 0x70", "IRQ raise 8\nOK 0x0026\n"))) {
            try (QTestConnection link = qemu.link()) {
                assertThat(number(link, "inb 0x70")).isEqualTo(0x26);
            }
            assertThat(Files.readAllLines(qemu.log()))
                    .map(line -> line.replaceAll("\\d+\\.\\d{6}", "T"))
                    .containsExactly("[R +T] inb 0x70", "[S +T] IRQ raise 8", "[S +T] OK 0x0026");
        }
    }
}
