package org.qemu.functional.guest.template;

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

/** Saves the state of a machine's devices while its RAM stays in its file. */
public final class Freezer {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The first that migrates to a file without the help of a program. */
    private static final String FILE_URI = "8.2";

    private final QemuMachine vm;

    /** Freeze a machine that runs. */
    public Freezer(QemuMachine vm) {
        this.vm = vm;
    }

    /** Return a path for a state, whose folder is there. */
    public static Path stateFile(Path folder, String name) {
        try {
            return Files.createDirectories(folder).resolve(name + ".state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Write the state of the devices; the machine stands still then.
     *
     * @throws AssertionError if QEMU cannot: the message has its reason
     */
    public void saveTo(Path state) {
        save(state, true);
    }

    /** Write the state of the devices and the RAM; the machine stands still then. */
    void saveAllTo(Path state) {
        save(state, false);
    }

    private void save(Path state, boolean sharedMemory) {
        capabilities(vm, sharedMemory, true);
        // Whatever the disk takes: the guest waits.
        vm.cmd("migrate-set-parameters", "max-bandwidth", 0);
        vm.cmd("migrate", "uri", uri(vm, state, ">"));
        vm.eventWait("MIGRATION", TIMEOUT, Freezer::isOver);
        JsonNode info = vm.cmd("query-migrate");
        if (!info.path("status").asText().equals("completed")) {
            throw new AssertionError(
                    "VM '%s' could not be frozen: %s; is '%s' full?"
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

    /** Have a machine that waits for it take the state of the devices over, and run. */
    static void load(QemuMachine vm, Path state) {
        capabilities(vm, true, false);
        // Else QEMU tells the network by RARP where the template's addresses are now: nowhere.
        vm.cmd("migrate-set-parameters", "announce-rounds", 0);
        vm.cmd("migrate-incoming", "uri", uri(vm, state, "<"));
    }

    /** Have a machine that waits for it take all over, and run. */
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
