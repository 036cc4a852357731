package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qmp.QmpSubscription;
import org.qemu.functional.settings.TimeoutScale;

/** Tests the commands of the protocol with a real QEMU. */
@Timeout(60)
class QTestTest extends RealQemu {
    private static final long RAM = 0x100000;

    /** The interrupt mask of a PC, which a reset clears: hw/intc/i8259_common.c. */
    private static final int MASK = 0x21;

    @Test
    void memoryHasEveryWidthInTheOrderOfTheTarget() {
        qtest.writeq(RAM, 0xfedcba9876543210L);
        assertThat(qtest.readq(RAM)).isEqualTo(0xfedcba9876543210L);
        assertThat(qtest.readl(RAM)).isEqualTo(0x76543210L);
        assertThat(qtest.readl(RAM + 4)).isEqualTo(0xfedcba98L);
        assertThat(qtest.readw(RAM + 6)).isEqualTo(0xfedc);
        assertThat(qtest.readb(RAM + 7)).isEqualTo(0xfe);
        qtest.writeb(RAM, -1);
        qtest.writew(RAM + 1, 0xaabbccL);
        qtest.writel(RAM + 4, -2);
        assertThat(qtest.readq(RAM)).isEqualTo(0xfffffffe76bbccffL);
        assertThat(qtest.isBigEndian()).isFalse();
    }

    @Test
    void portsHaveTheirWidths() {
        qtest.outb(MASK, 0xa5);
        assertThat(qtest.inb(MASK)).isEqualTo(0xa5);
        // The address register of the PCI configuration: hw/pci/pci_host.c.
        qtest.outl(0xcf8, 0x80000000L);
        assertThat(qtest.inl(0xcf8)).isEqualTo(0x80000000L);
        assertThat(qtest.inl(0xcfc)).isEqualTo(0x12378086);
        assertThat(qtest.inw(0xcfc)).isEqualTo(0x8086);
    }

    @Test
    void portsThatThereAreNotAreRefusedHere() {
        for (int port : new int[] {-1, 0x10000}) {
            assertThatThrownBy(() -> qtest.inb(port))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("there is no port 0x");
            assertThatThrownBy(() -> qtest.batch().outb(port, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> qtest.ports().readq(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a port cannot be accessed with 64 bits");
    }

    @Test
    void movesMemoryOfAnySize() {
        Random random = new Random(1);
        for (int size :
                new int[] {
                    0,
                    1,
                    2,
                    3,
                    BulkTransfer.READ - 1,
                    BulkTransfer.WRITTEN,
                    BulkTransfer.READ + 1,
                    3 << 20
                }) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            qtest.bufwrite(RAM + 1, bytes);
            assertThat(qtest.memread(RAM + 1, size)).isEqualTo(bytes);
            random.nextBytes(bytes);
            qtest.memwrite(RAM + 1, bytes);
            assertThat(qtest.bufread(RAM + 1, size)).isEqualTo(bytes);
        }
        qtest.writel(RAM + 8, -1);
        qtest.memset(RAM + 9, 2, 0x15a);
        qtest.memset(RAM + 8, 0, 7);
        assertThat(qtest.readl(RAM + 8)).isEqualTo(0xff5a5affL);
    }

    @Test
    void sizesBelowZeroAreRefusedHere() {
        assertThatThrownBy(() -> qtest.memset(RAM, -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size -1 is negative");
        assertThatThrownBy(() -> qtest.memread(RAM, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> qtest.bufread(RAM, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(qtest.readb(RAM)).isZero();
    }

    @Test
    void batchIsExecutedInOrder() {
        Batch batch = qtest.batch();
        batch.writel(RAM, 1);
        LongSupplier one = batch.readl(RAM);
        batch.writel(RAM, 2).outb(MASK, 0x12);
        LongSupplier two = batch.readl(RAM);
        LongSupplier mask = batch.inb(MASK);
        batch.run();
        assertThat(List.of(one.getAsLong(), two.getAsLong(), mask.getAsLong()))
                .containsExactly(1L, 2L, 0x12L);
    }

    @Test
    void commandsAreLines() {
        assertThat(qtest.command("endianness")).isEqualTo("little");
        assertThatThrownBy(() -> qtest.command("no_such 1"))
                .isInstanceOf(QTestCommandError.class)
                .hasMessage(
                        "qtest command 'no_such 1' was refused: FAIL Unknown command 'no_such'");
        for (String line : List.of("", "endianness\nendianness", "endianness\n")) {
            assertThatThrownBy(() -> qtest.command(line))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(qtest.command("endianness")).isEqualTo("little");
        assertThat(qtest.moduleLoad("hw-", "no-such")).isFalse();
    }

    /** Press a key through the keyboard controller: hw/input/pckbd.c. */
    private void pressKey() {
        qtest.outb(0x64, 0x60);
        qtest.outb(0x60, 0x01);
        qtest.outb(0x64, 0xd2);
        qtest.outb(0x60, 0xaa);
    }

    @Test
    void hearsOfInterrupts() {
        qtest.irqInterceptIn("ioapic");
        assertThat(qtest.getIrq(1)).isFalse();
        pressKey();
        qtest.awaitIrq(1, Duration.ofSeconds(20));
        assertThat(qtest.getIrq(1)).isTrue();
        assertThat(qtest.inb(0x60)).isEqualTo(0xaa);
        assertThat(qtest.getIrq(1)).isFalse();
        assertThat(qtest.interrupts().raises(1)).isEqualTo(1);
    }

    @Test
    void interruptThatDoesNotComeIsToldWithThoseThatDid() {
        qtest.irqInterceptIn("ioapic");
        pressKey();
        Duration limit = Duration.ofMillis(50);
        assertThatThrownBy(() -> qtest.awaitIrq(7, limit))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "interrupt line 7 was not raised within %.1f s: line 1 up (raised 1, lowered 0 times)",
                        TimeoutScale.scaled(limit).toMillis() / 1e3);
    }

    @Test
    void oneDeviceCanBeListenedTo() {
        qtest.irqInterceptIn("ioapic");
        qtest.irqInterceptIn("ioapic");
        assertThatThrownBy(() -> qtest.irqInterceptOut("/machine/i440fx"))
                .isInstanceOf(QTestCommandError.class)
                .hasMessageEndingWith("FAIL IRQ intercept already enabled");
        assertThatThrownBy(() -> qtest.irqInterceptIn("no-such"))
                .isInstanceOf(QTestCommandError.class)
                .hasMessageEndingWith("FAIL Unknown device");
    }

    @Test
    void inputsOfDevicesAreSetWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            qtest.irqInterceptIn("ioapic");
            qtest.setIrqIn("ioapic", null, 12, 1);
            assertThatThrownBy(() -> qtest.irqInterceptOutNamed("no-such", "name"))
                    .isInstanceOf(QTestCommandError.class);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(qtest.getIrq(12)).isTrue();
        qtest.setIrqIn("ioapic", null, 12, 0);
        assertThat(qtest.getIrq(12)).isFalse();
    }

    @Test
    void resetIsOverWhenItReturnsEvenIfThereWasOneBefore() {
        for (int i = 0; i < 3; i++) {
            qtest.outb(MASK, 0x55);
            try (QmpSubscription resets = vm.subscribe("RESET")) {
                if (i > 0) {
                    qtest.cmd("system_reset");
                }
                qtest.cmd("query-status");
                int before = resets.history().size();
                qtest.systemReset();
                assertThat(resets.history()).hasSizeGreaterThan(before);
            }
            assertThat(qtest.inb(MASK)).isZero();
            assertThat(vm.events())
                    .noneMatch(event -> event.path("event").asText().equals("RESET"));
        }
    }

    @Test
    void clockIsMovedWhereItCanBe() {
        if (qtest.hasClock()) {
            long now = qtest.clockStep(1000);
            assertThat(qtest.clockStep(Duration.ofMillis(1))).isEqualTo(now + 1_000_000);
            assertThat(qtest.clockSet(now + 2_000_000)).isEqualTo(now + 2_000_000);
            assertThatThrownBy(() -> qtest.clockSet(now)).isInstanceOf(QTestCommandError.class);
            assertThatThrownBy(() -> qtest.clockStep(-1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> qtest.clockSet(-1))
                    .isInstanceOf(IllegalArgumentException.class);
        } else {
            for (Runnable use :
                    List.<Runnable>of(
                            qtest::requireClock,
                            () -> qtest.clockStep(),
                            () -> qtest.clockStep(1),
                            () -> qtest.clockSet(1))) {
                assertThatThrownBy(use::run)
                        .isInstanceOf(TestAbortedException.class)
                        .hasMessageContaining("has no accelerator 'qtest'");
            }
        }
    }

    @Test
    void machineStandsStill() {
        assumeFalse(qtest.hasClock());
        assertThat(qtest.cmd("query-status").path("running").asBoolean()).isFalse();
    }

    @Test
    void usesNothingBeforeTheLaunch() {
        QTest early = QTest.attach(QemuMachine.create(vm.binary(), "early", folder));
        assertThatThrownBy(() -> early.inb(MASK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("VM 'early' was not launched");
        early.close();
    }

    @Test
    void logIsInTheFormatOfQemu() throws Exception {
        qtest.inb(MASK);
        vm.shutdown();
        Path log = folder.resolve("qtest.log");
        assertThat(Files.readAllLines(log))
                .hasSize(2)
                .allMatch(line -> line.matches("\\[[RS] \\+0\\.\\d{6}] (inb 0x21|OK 0x0000)"));
    }
}
