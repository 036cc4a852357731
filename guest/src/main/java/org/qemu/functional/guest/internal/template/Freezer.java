package org.qemu.functional.guest.internal.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.text.ShellQuoting;

/** Save the state of a machine's devices; its RAM stays in its file. */
public final class Freezer {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The first version that migrates to a file without a helper program. */
    private static final String FILE_URI = "8.2";

    private final QemuMachine vm;

    /** Prepare to freeze a running machine. */
    public Freezer(QemuMachine vm) {
        this.vm = vm;
    }

    /** Return a path for a state; its folder exists. */
    public static Path stateFile(Path folder, String name) {
        try {
            return Files.createDirectories(folder).resolve(name + ".state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Write the state of the devices; the machine is then stopped.
     *
     * @throws AssertionError if QEMU fails; the message has its reason
     */
    public void saveTo(Path state) {
        save(state, true);
    }

    /** Write the state of the devices and the RAM; the machine is then stopped. */
    void saveAllTo(Path state) {
        save(state, false);
    }

    private void save(Path state, boolean sharedMemory) {
        capabilities(vm, sharedMemory, true);
        // No bandwidth limit: the guest is paused meanwhile.
        vm.cmd("migrate-set-parameters", "max-bandwidth", 0);
        vm.cmd("migrate", "uri", uri(vm, state, ">"));
        vm.eventWait("MIGRATION", TIMEOUT, Freezer::isOver);
        JsonNode info = vm.cmd("query-migrate");
        if (!info.path("status").asText().equals("completed")) {
            throw new AssertionError(
                    "VM '%s' could not be frozen: %s; check whether '%s' is full"
                            .formatted(vm.name(), info, state.getParent()));
        }
    }

    private static boolean isOver(JsonNode event) {
        return List.of("completed", "failed", "cancelled")
                .contains(event.path("data").path("status").asText());
    }

    private static void capabilities(QemuMachine vm, boolean sharedMemory, boolean events) {
        vm.cmd(
                "migrate-set-capabilities",
                "capabilities",
                List.of(capability("x-ignore-shared", sharedMemory), capability("events", events)));
    }

    /** Load the state of the devices into a machine that waits for it, and run the machine. */
    static void load(QemuMachine vm, Path state) {
        capabilities(vm, true, false);
        // Otherwise QEMU announces the template's addresses to the network by RARP, where they do
        // not exist any more.
        vm.cmd("migrate-set-parameters", "announce-rounds", 0);
        vm.cmd("migrate-incoming", "uri", uri(vm, state, "<"));
    }

    /** Load the complete state into a machine that waits for it, and run the machine. */
    static void loadAll(QemuMachine vm, Path state, Duration limit) {
        capabilities(vm, false, true);
        vm.cmd("migrate-incoming", "uri", uri(vm, state, "<"));
        vm.eventWait("MIGRATION", limit, Freezer::isOver);
    }

    private static Map<String, Object> capability(String name, boolean on) {
        return Map.of("capability", name, "state", on);
    }

    private static String uri(QemuMachine vm, Path state, String direction) {
        String path = state.toAbsolutePath().toString();
        return vm.binary().isAtLeast(FILE_URI)
                ? "file:" + path
                : "exec:cat " + direction + " " + ShellQuoting.quote(path);
    }
}
