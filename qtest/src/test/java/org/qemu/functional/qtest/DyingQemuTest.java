package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.qtest.internal.QTestTransport;

/** Ends a real QEMU during a test. */
@Timeout(60)
class DyingQemuTest extends RealQemu {
    /** The command port of the second interrupt controller. */
    private static final int PORT = 0xa0;

    /** Kill QEMU while a reply is pending; it was stopped before it could send the reply. */
    private CompletableFuture<Void> killWhenItIsWaitedFor() throws Exception {
        send("STOP");
        Thread test = Thread.currentThread();
        return CompletableFuture.runAsync(
                () -> {
                    while (!isInWire(test)) {
                        Thread.onSpinWait();
                    }
                    killHard();
                });
    }

    private static boolean isInWire(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(QTestTransport.class.getName())
                    && frame.getMethodName().equals("await")) {
                return true;
            }
        }
        return false;
    }

    private void killHard() {
        try {
            send("KILL");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void registerThatWasReadIsTold() throws Exception {
        CompletableFuture<Void> killer = killWhenItIsWaitedFor();
        assertThatThrownBy(() -> qtest.ports().registerb("request", PORT).expect(0x0f, 0x04))
                .isInstanceOf(RegisterError.class)
                .hasCauseInstanceOf(QemuDiedError.class)
                .hasMessageStartingWith(
                        "register 'request' (port 0x00a0, 8 bits): QEMU died before anything was read,"
                                + " expected 0x04 in the bits 0x0f\n")
                .hasMessageContaining(
                        "QEMU was killed by SIGKILL (signal 9) while the test waited for the reply to qtest"
                                + " command 'inb 0xa0'\n");
        killer.get(20, TimeUnit.SECONDS);
    }

    @Test
    void registerThatWasAwaitedIsTold() throws Exception {
        CompletableFuture<Void> killer = killWhenItIsWaitedFor();
        assertThatThrownBy(() -> qtest.memory().registerl("status", 0x1000).await(-1, 7))
                .hasMessageStartingWith(
                        "register 'status' (memory 0x1000, 32 bits): QEMU died before anything was read,"
                                + " expected 0x00000007\n")
                .hasMessageContaining("killed by SIGKILL");
        killer.get(20, TimeUnit.SECONDS);
    }

    @Test
    void registerThatWasWrittenIsTold() throws Exception {
        CompletableFuture<Void> killer = killWhenItIsWaitedFor();
        assertThatThrownBy(() -> qtest.ports().registerw("command", 0x3f6).write(0xabcde))
                .isInstanceOf(RegisterError.class)
                .hasCauseInstanceOf(QemuDiedError.class)
                .hasMessageStartingWith(
                        "register 'command' (port 0x03f6, 16 bits): QEMU died of 0xbcde being written\n")
                .hasMessageContaining("killed by SIGKILL")
                .hasMessageContaining("'outw 0x3f6 0xbcde'");
        killer.get(20, TimeUnit.SECONDS);
    }

    @Test
    void commandThatCameTooLateIsTold() throws Exception {
        killBy("SEGV");
        assertThatThrownBy(() -> qtest.readl(0x1000))
                .isInstanceOf(QemuDiedError.class)
                .hasMessageContaining(
                        "QEMU was killed by SIGSEGV (signal 11) while the test waited for the reply to qtest"
                                + " command 'readl 0x1000', which was not even sent\n");
        assertThatThrownBy(() -> qtest.readl(0x1004))
                .isInstanceOf(QTestProtocolException.class)
                .hasMessageContaining("cannot be used any more")
                .hasMessageContaining("'readl 0x1000'");
    }

    /** QEMU aborts when it is asked for zero bytes, because of an assertion. */
    @Test
    void commandOfABatchThatQemuDiedOfIsTold() {
        Batch batch = qtest.batch();
        for (int i = 0; i < 20_000; i++) {
            batch.writel(0x1000 + 4 * i, i);
        }
        batch.commands().begin("read").hex(0).hex(0);
        batch.end(line -> {});
        for (int i = 0; i < 20_000; i++) {
            batch.writel(0x1000 + 4 * i, i);
        }
        assertThatThrownBy(batch::run)
                .isInstanceOf(QemuDiedError.class)
                .hasMessageContaining("QEMU was killed by SIGABRT (signal 6)")
                .hasMessageContaining("'read 0x0 0x0', number 20001 of 40001\n")
                .hasMessageContaining("assertion failed");
    }

    @Test
    void machineThatWasShutDownSaysSo() {
        vm.shutdown();
        assertThatThrownBy(() -> qtest.readl(0x1000))
                .isInstanceOf(QTestProtocolException.class)
                .hasMessage("the qtest connection cannot be used any more: it was closed");
        vm.launch();
        qtest.writel(0x1000, 7);
        assertThat(qtest.readl(0x1000)).isEqualTo(7);
        vm.shutdown();
        assertThat(folder.resolve("qtest.log")).content().contains("writel 0x1000 0x7\n");
    }
}
