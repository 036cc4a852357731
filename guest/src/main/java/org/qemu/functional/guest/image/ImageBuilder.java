package org.qemu.functional.guest.image;

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
import org.qemu.functional.cache.HashAlgorithm;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.Folders;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Makes images and keeps them in a folder {@code guest-images} of the cache: {@code <key>/kernel}
 * and {@code <key>/initrd}.
 */
public final class ImageBuilder {
    /** To be raised when the same parts make another image. */
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

    /** Keeps images in the cache that the environment names. Touches no file yet. */
    public static ImageBuilder ofThisProcess() {
        return in(CacheFolder.fromEnvironment(HarnessSettings.current().environment()).base());
    }

    /** Keeps images in a folder {@code guest-images} of the given one. */
    public static ImageBuilder in(Path cache) {
        return new ImageBuilder(cache.resolve("guest-images"));
    }

    /**
     * Returns what must be fetched to make the image. Fetches the list of all packages if only that
     * tells; if it cannot be had it is among what is returned.
     *
     * @throws ImageException if there is no such package
     */
    public List<Asset> assets(ImageRecipe recipe) {
        return packages.assets(recipe);
    }

    /**
     * Returns the image, which is made if it is not there or not whole any more.
     *
     * @throws ImageException if it cannot be made
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

    /** With further packages there may be programs that need what the agent does not. */
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
        // One kernel for all images of an architecture, which the host then caches but once.
        Files.createSymbolicLink(part.resolve(KERNEL), part.relativize(kernel.file()));
    }
}
