package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.qtest.internal.QTestConnection;

/** Tests batches of commands. */
@Timeout(60)
class LinkBatchTest {
    @TempDir Path folder;

    @Test
    void givesRepliesToCommandsInOrder() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.receive("readl 0x1000");
                                    fake.receive("writel 0x1004 0xffffffff");
                                    fake.receive("inb 0x70");
                                    fake.receive("outw 0x71 0xfedc");
                                    fake.say("OK 0x1\nOK\nOK 0x2\nOK\n");
                                    fake.answer("readq 0x8", "OK 0x3\n");
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            LongSupplier one = batch.readl(0x1000);
            batch.writel(0x1004, -1);
            LongSupplier two = batch.inb(0x70);
            batch.out(Width.W, 0x71, 0xabcdefedcL);
            assertThatThrownBy(one::getAsLong).isInstanceOf(IllegalStateException.class);
            batch.run();
            assertThat(one.getAsLong()).isEqualTo(1);
            assertThat(two.getAsLong()).isEqualTo(2);
            LongSupplier three = batch.read(Width.Q, 8);
            batch.run();
            assertThat(three.getAsLong()).isEqualTo(3);
        }
    }

    @Test
    void sendsNothingForNothing() throws Exception {
        try (FakeQemu qemu = FakeQemu.play(folder, fake -> fake.answer("inb 0x1", "OK 0x1\n"));
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            batch.run();
            LongSupplier value = batch.inb(1);
            batch.run();
            batch.run();
            assertThat(value.getAsLong()).isEqualTo(1);
        }
    }

    @Test
    void takesInterruptsBetweenReplies() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.receive("inb 0x1");
                                    fake.say("IRQ raise 1\nOK 0x1\nIRQ lower 1\nIRQ raise 2\nOK");
                                    fake.answer("inb 0x2", " 0x2\nIRQ lower 2\n");
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            LongSupplier one = batch.inb(1);
            LongSupplier two = batch.inb(2);
            batch.run();
            assertThat(one.getAsLong()).isEqualTo(1);
            assertThat(two.getAsLong()).isEqualTo(2);
            assertThat(link.interrupts().raises(1)).isEqualTo(1);
            assertThat(link.interrupts().lowers(1)).isEqualTo(1);
            assertThat(link.interrupts().raises(2)).isEqualTo(1);
        }
    }

    @Test
    void executesTheOthersWhenOneIsRefusedAndTellsTheFirst() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("inb 0x1", "OK 0x1\n");
                                    fake.answer("inb 0x2", "FAIL no such port\n");
                                    fake.answer("inb 0x3", "ERR nor this\n");
                                    fake.answer("inb 0x4", "OK 0x4\n");
                                    fake.answer("inb 0x5", "OK 0x5\n");
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            List<LongSupplier> values = new ArrayList<>();
            for (int port = 1; port <= 4; port++) {
                values.add(batch.inb(port));
            }
            assertThatThrownBy(batch::run)
                    .isInstanceOf(QTestCommandError.class)
                    .hasMessage("qtest command 'inb 0x2' was refused: FAIL no such port");
            assertThat(values.get(0).getAsLong()).isEqualTo(1);
            assertThatThrownBy(values.get(1)::getAsLong)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("refused");
            assertThat(values.get(3).getAsLong()).isEqualTo(4);

            LongSupplier five = batch.inb(5);
            batch.run();
            assertThat(five.getAsLong()).isEqualTo(5);
        }
    }

    @Test
    void staysInStepWhenAReplyIsNoNumber() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("inb 0x1", "OK nonsense\n");
                                    fake.answer("inb 0x2", "OK 0x2\n");
                                    fake.answer("inb 0x3", "FAIL later\n");
                                    fake.answer("inb 0x4", "OK 0x4\n");
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            LongSupplier one = batch.inb(1);
            LongSupplier two = batch.inb(2);
            batch.inb(3);
            assertThatThrownBy(batch::run)
                    .isInstanceOf(QTestProtocolException.class)
                    .hasMessage(
                            "the reply to qtest command 'inb 0x1' should end in a number: 'OK nonsense'");
            assertThatThrownBy(one::getAsLong).isInstanceOf(IllegalStateException.class);
            assertThat(two.getAsLong()).isEqualTo(2);

            LongSupplier four = batch.inb(4);
            batch.run();
            assertThat(four.getAsLong()).isEqualTo(4);
        }
    }

    @Test
    void tellsTheFirstOfThoseThatGoWrong() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    fake.answer("inb 0x1", "FAIL first\n");
                                    fake.answer("inb 0x2", "OK nonsense\n");
                                    fake.answer("inb 0x1", "OK nonsense\n");
                                    fake.answer("inb 0x2", "OK nonsense\n");
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            batch.inb(1);
            batch.inb(2);
            assertThatThrownBy(batch::run).hasMessageEndingWith("FAIL first");
            batch.inb(1);
            batch.inb(2);
            assertThatThrownBy(batch::run).hasMessageContaining("'inb 0x1'");
        }
    }

    /** Both directions transfer far more than the sockets' buffers hold. */
    @Test
    void doesNotDeadlockWhenNeitherSideReadsWhatTheOtherWrites() throws Exception {
        int commands = 40_000;
        String padding = "0".repeat(120);
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    for (int i = 0; i < commands; i++) {
                                        String address =
                                                fake.receive().substring("readq ".length());
                                        fake.say("IRQ raise 1\nOK " + address + "\n");
                                        fake.say("IRQ lower 1\n");
                                    }
                                    fake.answer("endianness", "OK " + padding + "\n");
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            List<LongSupplier> values = new ArrayList<>();
            for (int i = 0; i < commands; i++) {
                values.add(batch.read(Width.Q, 0x1000_0000_0000_0000L + i));
            }
            batch.run();
            for (int i = 0; i < commands; i++) {
                assertThat(values.get(i).getAsLong()).isEqualTo(0x1000_0000_0000_0000L + i);
            }
            link.single().begin("endianness").end();
            assertThat(link.text()).isEqualTo(padding);
            assertThat(link.interrupts().raises(1)).isEqualTo(commands);
        }
    }

    @Test
    void sendsALongBatchInPartsSoThatMemoryStaysBounded() throws Exception {
        try (FakeQemu qemu =
                        FakeQemu.play(
                                folder,
                                fake -> {
                                    for (long i = 0; i < 120_000; i++) {
                                        fake.receive();
                                        fake.say("OK 0x7\n");
                                    }
                                });
                QTestConnection link = qemu.link()) {
            Batch batch = new Batch(link);
            LongSupplier first = batch.readl(0);
            for (int i = 1; i < 119_999; i++) {
                batch.write(Width.B, 0, 0);
            }
            LongSupplier last = batch.readl(0);
            assertThat(first.getAsLong()).isEqualTo(7);
            assertThat(batch.commands().length()).isLessThan(Batch.SENT_AT_ONCE);
            assertThatThrownBy(last::getAsLong).isInstanceOf(IllegalStateException.class);
            batch.run();
            assertThat(last.getAsLong()).isEqualTo(7);
        }
    }
}
