package org.qemu.functional;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.qemu.functional.machine.QemuMachine;

/**
 * Extend this to migrate a machine from one QEMU to another, once for each transport. The machine
 * is idle unless the subclass gives it work.
 *
 * <p>Both report their progress by events, so that no polling is needed.
 */
public abstract class AbstractMigrationTest extends QemuSystemTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Add the arguments that both machines have in common; {@code -nodefaults} by default. */
    protected void configure(QemuMachine vm) {
        vm.addArgs("-nodefaults");
    }

    /** Launch the source, and start what the guest does during the migration. */
    protected void launchSource(QemuMachine vm) {
        vm.launch();
    }

    /** Check what the guest does after the migration. */
    protected void checkDestination(QemuMachine vm) {}

    /** Migrate over TCP on the loopback interface; the destination selects the port. */
    public void migrationWithTcpLocalhost() {
        QemuMachine destination = destination();
        migrate(destination, tcp(destination));
    }

    /**
     * Migrate over TCP between machines that are launched already, the destination with {@code
     * -incoming defer}.
     */
    public void migrationWithTcpLocalhostVms(QemuMachine destination, QemuMachine source) {
        withEvents(source);
        migrate(withEvents(destination), source, tcp(destination));
    }

    private static String tcp(QemuMachine destination) {
        destination.cmd("migrate-incoming", "uri", "tcp:127.0.0.1:0");
        JsonNode address = destination.cmd("query-migrate").at("/socket-address/0");
        return "tcp:127.0.0.1:" + address.path("port").asText();
    }

    /** Migrate over a UNIX socket. */
    public void migrationWithUnix() {
        String uri = "unix:" + socketDir().resolve("migration");
        QemuMachine destination = destination();
        destination.cmd("migrate-incoming", "uri", uri);
        migrate(destination, uri);
    }

    /** Migrate through two programs connected by a pipe. */
    public void migrationWithExec() {
        Path pipe = scratchFile("migration.fifo");
        makeFifo(pipe);
        QemuMachine destination = destination();
        destination.cmd("migrate-incoming", "uri", "exec:cat " + pipe);
        migrate(destination, "exec:cat > " + pipe);
    }

    /** Migrate to a file, and from the file once it is complete. */
    public void migrationWithFile() {
        Path file = scratchFile("migration.state");
        QemuMachine source = source();
        source.cmd("migrate", "uri", "exec:cat > " + file);
        awaitCompletion(source);
        QemuMachine destination = destination();
        destination.cmd("migrate-incoming", "uri", "exec:cat " + file);
        awaitCompletion(destination);
        assertHasMoved(source, destination);
    }

    private static void makeFifo(Path pipe) {
        try {
            int status = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
            assertEquals(0, status, () -> "mkfifo " + pipe);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create '%s'".formatted(pipe), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running mkfifo", e);
        }
    }

    private QemuMachine destination() {
        QemuMachine vm = vm("dest-qemu");
        vm.addArgs("-incoming", "defer");
        configure(vm);
        vm.launch();
        return withEvents(vm);
    }

    private QemuMachine source() {
        QemuMachine vm = vm("source-qemu");
        configure(vm);
        launchSource(vm);
        return withEvents(vm);
    }

    private static QemuMachine withEvents(QemuMachine vm) {
        vm.cmd(
                "migrate-set-capabilities",
                "capabilities",
                List.of(Map.of("capability", "events", "state", true)));
        return vm;
    }

    private void migrate(QemuMachine destination, String uri) {
        migrate(destination, source(), uri);
    }

    private void migrate(QemuMachine destination, QemuMachine source, String uri) {
        source.cmd("migrate", "uri", uri);
        awaitCompletion(source);
        awaitCompletion(destination);
        assertHasMoved(source, destination);
    }

    private static void awaitCompletion(QemuMachine vm) {
        JsonNode end =
                vm.eventWait(
                        "MIGRATION",
                        TIMEOUT,
                        event ->
                                List.of("completed", "failed")
                                        .contains(event.at("/data/status").asText()));
        assertEquals(
                "completed",
                end.at("/data/status").asText(),
                () -> vm.name() + ": " + vm.cmd("query-migrate"));
    }

    private void assertHasMoved(QemuMachine source, QemuMachine destination) {
        assertEquals("completed", source.cmd("query-migrate").path("status").asText());
        assertEquals("completed", destination.cmd("query-migrate").path("status").asText());
        if (!destination.cmd("query-status").path("running").asBoolean()) {
            destination.eventWait("RESUME", TIMEOUT);
        }
        assertEquals("running", destination.cmd("query-status").path("status").asText());
        assertEquals("postmigrate", source.cmd("query-status").path("status").asText());
        checkDestination(destination);
    }
}
