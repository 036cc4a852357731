package org.qemu.functional.machine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs the real programs, and QEMU as their client. */
class DaemonsTest extends DaemonFixture {
    @Test
    void nbdServerServesTheImageOfAMachine() throws Exception {
        NbdServer server = daemons.nbdServer(imageSaying("from qemu-nbd"), "--format=raw");
        launchFrom(server.uri());
        vm.waitForConsolePattern("from qemu-nbd");
        assertThat(server.log()).isEqualTo(logs.resolve("qemu-nbd.log")).exists();
        vm.shutdown();
        server.shutdown();
        assertThat(server.exitCode()).isZero();
    }

    @Test
    void nbdServerServesAnExportByName() throws Exception {
        NbdServer server =
                daemons.nbdServer(imageSaying("named"), "--format=raw", "--export-name=disk");
        launchFrom(server.uri("disk"));
        vm.waitForConsolePattern("named");
    }

    @Test
    void storageDaemonServesWhatItsMonitorAdds() throws Exception {
        Path socket = logs.resolve("nbd");
        StorageDaemon daemon =
                daemons.storageDaemon(
                        "--blockdev",
                        "driver=file,node-name=boot,filename=" + imageSaying("from the daemon"));
        daemon.cmd(
                "nbd-server-start",
                "addr",
                Map.of("type", "unix", "data", Map.of("path", socket.toString())));
        daemon.cmd(
                "block-export-add",
                Map.of("type", "nbd", "id", "e", "node-name", "boot", "writable", true));
        assertThat(daemon.cmd("query-block-exports").get(0).path("id").asText()).isEqualTo("e");
        launchFrom("nbd+unix:///boot?socket=" + socket);
        vm.waitForConsolePattern("from the daemon");
        assertThat(Files.readString(logs.resolve("qmp-qemu-storage-daemon.log")))
                .contains("query-block-exports");
    }

    @Test
    void storageDaemonQuitsByCommand() {
        StorageDaemon daemon = daemons.storageDaemon();
        daemon.cmd("quit");
        daemon.shutdown();
        assertThat(daemon.exitCode()).isZero();
    }

    @Test
    void swtpmKeepsItsStateForTheNextRunOfTheMachine() {
        Swtpm tpm = daemons.swtpm();
        tpm.attachTo(vm, "tpm-tis");
        for (int run = 0; run < 2; run++) {
            vm.launch();
            assertThat(vm.cmd("query-tpm").get(0).path("model").asText()).isEqualTo("tpm-tis");
            assertThat(tpm.state()).isNotEmptyDirectory();
            vm.shutdown();
            tpm.shutdown();
            if (run == 0) {
                tpm.launch();
            }
        }
        assertThat(tpm.exitCode()).isZero();
    }

    @Test
    void aSecondDaemonHasANumber() {
        assertThat(daemons.storageDaemon().name()).isEqualTo("qemu-storage-daemon");
        assertThat(daemons.storageDaemon().name()).isEqualTo("qemu-storage-daemon-2");
        assertThat(daemons.contains("qemu-storage-daemon-2")).isTrue();
    }

    @Test
    void aDaemonThatTheTestEndedMayBeLaunchedAgain() throws Exception {
        NbdServer server = daemons.nbdServer(imageSaying("again"), "--format=raw");
        server.kill();
        server.launch();
        launchFrom(server.uri());
        vm.waitForConsolePattern("again");
    }
}
