package org.qemu.functional.guest.internal.image.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.archive.internal.kernel.BootableKernel;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.files.Folders;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.internal.image.debian.DebianPackage;
import org.qemu.functional.guest.internal.store.AtomicFolderStore;

/**
 * Store extracted kernel packages: {@code kernels/<hash of the package>/} with the kernel, its
 * modules in {@code modules/} and their metadata in {@code index}.
 */
public final class KernelStore {
    private static final String KERNEL = "kernel";
    private static final String INDEX = "index";
    private static final String MODULES = "modules";
    private static final String UNPACKED = "unpacked";

    private final AtomicFolderStore folders;

    public KernelStore(Path images) {
        folders = new AtomicFolderStore(images.resolve("kernels"));
    }

    /** A kernel and its modules on disk. */
    public final class Kernel {
        private final DebianPackage source;
        private final GuestArchitecture architecture;
        private final Path folder;

        private Kernel(DebianPackage source, GuestArchitecture architecture, Path folder) {
            this.source = source;
            this.architecture = architecture;
            this.folder = folder;
        }

        /** Return the file that QEMU loads. */
        public Path file() {
            return folder.resolve(KERNEL);
        }

        /** Read the metadata of the modules. */
        public KernelModules modules() throws IOException {
            List<KernelModule> modules = new ArrayList<>();
            List<String> builtin = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve(INDEX))) {
                if (line.contains("\t")) {
                    modules.add(KernelModule.parse(line));
                } else {
                    builtin.add(KernelModule.nameOf(line));
                }
            }
            return new KernelModules(architecture.kernelRelease(), modules, builtin);
        }

        /**
         * Read a module.
         *
         * @throws IOException if it is damaged, in which case the package is extracted again at its
         *     next use
         */
        public byte[] read(KernelModule module) throws IOException {
            byte[] bytes = Files.readAllBytes(folder.resolve(MODULES).resolve(module.path()));
            if (!sha256(bytes).equals(module.sha256())) {
                folders.discard(source.sha256());
                throw new IOException("the module '" + module.path() + "' was damaged on disk");
            }
            return bytes;
        }
    }

    /** Return the kernel of a package, fetching and extracting it if necessary. */
    public Kernel get(GuestArchitecture architecture, DebianPackage source) {
        Path folder = folders.get(source.sha256(), part -> unpack(architecture, source, part));
        return new Kernel(source, architecture, folder);
    }

    private static List<String> unpack(
            GuestArchitecture architecture, DebianPackage source, Path part) throws IOException {
        Path unpacked = part.resolve(UNPACKED);
        Archives.extract(source.asset().fetch(), "deb", source.path(), unpacked);
        Path packaged = unpacked.resolve(architecture.kernelPath());
        if (!BootableKernel.extract(packaged, part.resolve(KERNEL))) {
            Files.move(packaged, part.resolve(KERNEL), StandardCopyOption.ATOMIC_MOVE);
        }
        String release = "lib/modules/" + architecture.kernelRelease();
        List<String> lines = new ArrayList<>();
        Files.readAllLines(unpacked.resolve(release).resolve("modules.builtin")).stream()
                .sorted()
                .forEach(lines::add);
        try (Stream<Path> files = Files.walk(unpacked.resolve(release))) {
            for (Path file : files.filter(KernelStore::isModule).sorted().toList()) {
                Path plain = uncompressed(file);
                lines.add(describe(unpacked.relativize(plain).toString(), plain).line());
            }
        }
        Path modules = part.resolve(MODULES).resolve(release);
        Files.createDirectories(modules.getParent());
        Files.move(unpacked.resolve(release), modules, StandardCopyOption.ATOMIC_MOVE);
        Folders.delete(unpacked);
        Files.write(part.resolve(INDEX), lines);
        return List.of(KERNEL, INDEX);
    }

    private static boolean isModule(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".ko") || name.endsWith(".ko.xz");
    }

    /**
     * Uncompress a module to a file beside it, because busybox's insmod cannot load compressed
     * modules.
     */
    private static Path uncompressed(Path file) throws IOException {
        String name = file.toString();
        if (name.endsWith(".ko")) {
            return file;
        }
        Path plain = Path.of(name.substring(0, name.lastIndexOf('.')));
        Archives.uncompress(file, "xz", name, plain);
        Files.delete(file);
        return plain;
    }

    private static KernelModule describe(String path, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            ModInfo info = ModInfo.of(ByteBuffer.wrap(bytes));
            // Omit aliases of devices, which have a colon after the bus: 10,000 of them, used only
            // for hot-plug.
            return new KernelModule(
                    KernelModule.nameOf(path),
                    path,
                    sha256(bytes),
                    info.depends(),
                    info.softDependencies(),
                    info.values("alias").stream()
                            .filter(alias -> !alias.contains(":") && !alias.contains(" "))
                            .map(KernelModules::normalize)
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(
                    new IOException(
                            "cannot read the module '%s': %s".formatted(path, e.getMessage()), e));
        }
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(HashAlgorithm.SHA256.newDigest().digest(bytes));
    }
}
