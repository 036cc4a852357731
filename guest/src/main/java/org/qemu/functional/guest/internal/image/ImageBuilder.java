package org.qemu.functional.guest.internal.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.Folders;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.image.ImageException;
import org.qemu.functional.guest.internal.image.debian.DebianPackage;
import org.qemu.functional.guest.internal.image.kernel.KernelModule;
import org.qemu.functional.guest.internal.image.kernel.KernelStore;
import org.qemu.functional.guest.internal.store.AtomicFolderStore;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Build images and keep them in a folder {@code guest-images} of the cache: {@code <key>/kernel}
 * and {@code <key>/initrd}.
 */
public final class ImageBuilder {
    /** Increase the number when the same inputs produce another image. */
    private static final String FORMAT = "1";

    private static final String KERNEL = "kernel";
    private static final String INITRD = "initrd";
    private static final int MODULE_MODE = 0644;

    private final Path root;
    private final PackageSets packages;

    private ImageBuilder(Path root) {
        this.root = root;
        this.packages = new PackageSets(root.resolve("package-sets"));
    }

    /** Return a builder that uses the cache that the environment names. No file is accessed yet. */
    public static ImageBuilder ofThisProcess() {
        return in(CacheFolder.fromEnvironment(HarnessSettings.current().environment()).base());
    }

    /** Return a builder that uses a folder {@code guest-images} of the given cache. */
    public static ImageBuilder in(Path cache) {
        return new ImageBuilder(cache.resolve("guest-images"));
    }

    /**
     * Return the assets that are needed to build the image. Fetch Debian's package list if it is
     * necessary; if it is unavailable, it is included in the result.
     *
     * @throws ImageException if there is no such package
     */
    public List<Asset> assets(ImageRecipe recipe) {
        return packages.assets(recipe);
    }

    /**
     * Return the image, building it if it does not exist or is incomplete.
     *
     * @throws ImageException if it cannot be built
     */
    public BuiltImage build(ImageRecipe recipe) {
        List<DebianPackage> all = packages.of(recipe);
        String key = key(recipe, all);
        Path folder = new AtomicFolderStore(root).get(key, part -> make(recipe, all, part));
        return new BuiltImage(
                folder.resolve(KERNEL),
                folder.resolve(INITRD),
                key,
                recipe.architecture(),
                recipe.wholeCommandLine());
    }

    private static String key(ImageRecipe recipe, List<DebianPackage> packages) {
        List<String> lines = new ArrayList<>();
        lines.add(FORMAT + " " + recipe.architecture().target());
        lines.add(recipe.wholeCommandLine());
        lines.add(String.join(" ", recipe.modules()));
        lines.add(String.join(" ", recipe.packages()));
        packages.forEach(one -> lines.add(one.line()));
        recipe.files().forEach((path, file) -> lines.add(path + "\0" + file.describe()));
        MessageDigest digest = HashAlgorithm.SHA256.newDigest();
        digest.update(String.join("\n", lines).getBytes(UTF_8));
        for (byte[] script : GuestRoot.fingerprint()) {
            digest.update(HashAlgorithm.SHA256.newDigest().digest(script));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private List<String> make(ImageRecipe recipe, List<DebianPackage> packages, Path part)
            throws IOException {
        ParallelFetch.all(packages.stream().map(DebianPackage::asset).toList());
        RootTree tree = GuestRoot.skeleton();
        Path unpacked = part.resolve("unpacked");
        for (DebianPackage source : packages) {
            if (source.name().equals(recipe.architecture().kernelPackage())) {
                continue;
            }
            Path folder = unpacked.resolve(source.name());
            Archives.extract(source.asset().fetch(), "deb", source.path(), folder);
            if (!source.name().equals(BasePackages.BUSYBOX)) {
                PackageFiles.add(folder, tree, wanted(packages, recipe, source));
            }
        }
        GuestRoot.addScripts(tree);
        BusyboxInstaller.add(tree, unpacked);
        addKernel(recipe, tree, part);
        recipe.files().forEach((path, file) -> tree.file(path, file.content(), file.mode()));
        Initramfs.write(tree, part.resolve(INITRD));
        Folders.delete(unpacked);
        return List.of(KERNEL, INITRD);
    }

    /**
     * Return a filter for the files of base packages. Other packages may need files that the agent
     * does not.
     */
    private static Predicate<String> wanted(
            List<DebianPackage> all, ImageRecipe recipe, DebianPackage source) {
        boolean agentAlone =
                source.name().equals(BasePackages.PERL)
                        ? !recipe.packages().contains(BasePackages.PERL)
                                && all.stream().noneMatch(one -> one.name().equals("perl"))
                        : recipe.packages().isEmpty();
        return agentAlone ? PackageFiles.enoughForAgent(source.name()) : path -> true;
    }

    private void addKernel(ImageRecipe recipe, RootTree tree, Path part) throws IOException {
        GuestArchitecture architecture = recipe.architecture();
        KernelStore.Kernel kernel =
                new KernelStore(root)
                        .get(
                                architecture,
                                BasePackages.named(architecture, architecture.kernelPackage()));
        SortedSet<String> names = new TreeSet<>(recipe.modules());
        names.addAll(architecture.baseModules());
        StringBuilder order = new StringBuilder();
        for (KernelModule module : kernel.modules().closure(names)) {
            order.append('/').append(module.path()).append('\n');
            tree.file(module.path(), new Content.Bytes(kernel.read(module)), MODULE_MODE);
        }
        tree.file("etc/modules", new Content.Bytes(order.toString().getBytes(UTF_8)), MODULE_MODE);
        // Share one kernel between all images of an architecture, so that the host caches it only
        // once.
        Files.createSymbolicLink(part.resolve(KERNEL), part.relativize(kernel.file()));
    }
}
