package org.qemu.functional.guest.internal.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.guest.internal.machine.GuestArguments;
import org.qemu.functional.guest.internal.machine.MemoryFile;
import org.qemu.functional.guest.internal.store.AtomicFolderStore;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.HarnessSettings;

/** Keep templates between runs, in a folder {@code guest-templates} of the cache. */
public final class TemplateStore {
    private static final String MEMORY = "memory";
    private static final String STATE = "devices";
    private static final String DISK = "disk";

    private final Path root;

    private TemplateStore(Path root) {
        this.root = root;
    }

    /** Return the store in the cache that the environment names. */
    public static TemplateStore ofThisProcess() {
        return in(CacheFolder.fromEnvironment(HarnessSettings.current().environment()).base());
    }

    /** Return the store in a folder of the given cache. */
    public static TemplateStore in(Path cache) {
        return new TemplateStore(cache.resolve("guest-templates"));
    }

    /**
     * Return the frozen guest for a machine that was not launched: the stored one, or a new one,
     * which is then stored.
     *
     * @param bytes the size of its RAM
     * @param boot launches a machine with the same arguments and prepares its guest for freezing
     */
    public FrozenGuest get(
            QemuMachine vm,
            long bytes,
            String imageKey,
            String prepare,
            Function<QemuMachine, AutoCloseable> boot) {
        String key = TemplateKey.of(vm, imageKey, prepare);
        Path folder = new AtomicFolderStore(root).get(key, part -> make(vm, bytes, part, boot));
        new TemplateEviction(root).run(folder);
        return new FrozenGuest(
                folder.resolve(MEMORY),
                bytes,
                folder.resolve(STATE),
                Overlays.find(vm.command(), folder, DISK));
    }

    private static List<String> make(
            QemuMachine vm, long bytes, Path part, Function<QemuMachine, AutoCloseable> boot)
            throws IOException {
        QemuMachine made = MachineAccess.of(vm).sibling(vm.name() + "-template");
        MachineAccess access = MachineAccess.of(made);
        access.copyConfig(vm);
        Overlays overlays = new Overlays(part, DISK, Map.of());
        FrozenGuest none = new FrozenGuest(part, bytes, part, Map.of());
        access.replaceArguments(new CloneArguments(none, Map.of(), overlays));
        List<String> names = new ArrayList<>(List.of(MEMORY, STATE));
        try (MemoryFile memory = MemoryFile.create(bytes, part)) {
            GuestArguments.shareMemory(made, memory);
            AutoCloseable guest = boot.apply(made);
            try {
                new Freezer(made).saveTo(part.resolve(STATE));
                memory.copyTo(part.resolve(MEMORY));
            } finally {
                close(guest);
            }
        }
        names.addAll(overlays.names());
        for (String name : names) {
            Files.setAttribute(part.resolve(name), "unix:mode", 0600);
        }
        return names;
    }

    private static void close(AutoCloseable guest) throws IOException {
        try {
            guest.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
