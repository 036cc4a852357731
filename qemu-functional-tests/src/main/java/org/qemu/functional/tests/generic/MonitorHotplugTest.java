package org.qemu.functional.tests.generic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpClosedException;

/** Proves that QMP monitors can be added to and removed from a running QEMU. */
@Execution(ExecutionMode.CONCURRENT)
class MonitorHotplugTest extends QemuSystemTest {
    private static final String DEVICE = "hotplug-chr";
    private static final String MONITOR = "hotplug-mon";
    private static final int STRESS_ROUNDS = 10;

    /** More than QEMU needs to see that a connection ended. */
    private static final int MOST_QUERIES = 10_000;

    private Path socket;

    @BeforeEach
    void launchWithoutMachine() {
        socket = socketDir().resolve("hotplug.sock");
        setMachine("none");
        vm().addArgs("-nodefaults");
        vm().launch();
    }

    @Test
    void canBeAddedAgain() throws Exception {
        for (int round = 0; round < 2; round++) {
            add();
            try (QmpClient monitor = connect()) {
                assertTrue(monitor.greeting().has("version"), monitor.greeting()::toString);
                assertTrue(monitor.greeting().has("capabilities"), monitor.greeting()::toString);
                JsonNode version = execute(monitor, "query-version");
                assertTrue(version.at("/return").has("qemu"), version::toString);
            }
            remove();
        }
    }

    @Test
    void cannotRemoveItself() throws Exception {
        add();
        try (QmpClient monitor = connect()) {
            JsonNode reply =
                    monitor.execute("object-del", Map.of("id", MONITOR), QemuMachine.QMP_TIMEOUT);
            assertTrue(reply.has("error"), reply::toString);
        }
        remove();
    }

    @Test
    void isDeletedWithItsConnection() throws Exception {
        add(Map.of("close-action", "delete"));
        assertTrue(exists());
        QmpClient monitor = connect();
        assertTrue(exists());

        monitor.close();
        for (int query = 0; exists() && query < MOST_QUERIES; query++) {
            Thread.onSpinWait(); // no event reports it
        }
        assertFalse(exists());
        assertFalse(hasObject());
    }

    @Test
    void acceptsAConnectionAfterAnother() throws Exception {
        add();
        for (int round = 0; round < 2; round++) {
            try (QmpClient monitor = connect()) {
                JsonNode reply = execute(monitor, "query-chardev");
                assertTrue(reply.has("return"), reply::toString);
            }
        }
        remove();
    }

    @Test
    void writesAnAnswerThatExceedsItsBuffer() throws Exception {
        add();
        try (QmpClient monitor = connect()) {
            assertTrue(execute(monitor, "query-qmp-schema").path("return").size() > 0);
        }
        remove();
    }

    @Test
    void reportsEvents() throws Exception {
        add();
        try (QmpClient monitor = connect()) {
            vm().cmd("stop");
            monitor.awaitEvent("STOP", event -> true, QemuMachine.EVENT_TIMEOUT);
            vm().cmd("cont");
            monitor.awaitEvent("RESUME", event -> true, QemuMachine.EVENT_TIMEOUT);
        }
        remove();
    }

    /** Remove it after another number of commands in each round, while it executes the next. */
    @Test
    void canBeRemovedWhileItExecutesCommands() throws Exception {
        for (int round = 0; round < STRESS_ROUNDS; round++) {
            add();
            try (QmpClient monitor = connect()) {
                Semaphore replies = new Semaphore(0);
                CompletableFuture<Void> load =
                        CompletableFuture.runAsync(() -> executeUntilClosed(monitor, replies));
                replies.acquire(round);
                remove();
                load.join();
            }
        }
        assertEquals("running", vm().monitor().status());
    }

    private static void executeUntilClosed(QmpClient monitor, Semaphore replies) {
        try {
            while (true) {
                for (String command : List.of("query-qmp-schema", "stop", "cont")) {
                    execute(monitor, command);
                    replies.release();
                }
            }
        } catch (QmpClosedException e) {
            replies.release(STRESS_ROUNDS); // in case it was closed before it was removed
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while executing commands", e);
        }
    }

    private static JsonNode execute(QmpClient monitor, String command) throws InterruptedException {
        return monitor.execute(command, Map.of(), QemuMachine.QMP_TIMEOUT);
    }

    private QmpClient connect() throws IOException, InterruptedException {
        return QmpClient.connect(socket, QemuMachine.QMP_TIMEOUT);
    }

    private void add() {
        add(Map.of());
    }

    private void add(Map<String, String> properties) {
        Map<String, Object> address =
                Map.of("type", "unix", "data", Map.of("path", socket.toString()));
        vm().cmd(
                        "chardev-add",
                        "id",
                        DEVICE,
                        "backend",
                        Map.of(
                                "type",
                                "socket",
                                "data",
                                Map.of("addr", address, "server", true, "wait", false)));
        Map<String, String> monitor = new HashMap<>(properties);
        monitor.putAll(Map.of("qom-type", "monitor-qmp", "id", MONITOR, "chardev", DEVICE));
        JsonNode reply = vm().qmp("object-add", monitor);
        assumeFalse(
                reply.at("/error/desc").asText().contains("does not accept value 'monitor-qmp'"),
                "this QEMU has no objects of the type monitor-qmp");
        assertTrue(reply.has("return"), reply::toString);
    }

    private void remove() {
        vm().cmd("object-del", "id", MONITOR);
        vm().cmd("chardev-remove", "id", DEVICE);
    }

    private boolean exists() {
        return vm().cmd("query-chardev").findValuesAsText("label").contains(DEVICE);
    }

    private boolean hasObject() {
        return vm().cmd("qom-list", "path", "/objects").findValuesAsText("name").contains(MONITOR);
    }
}
