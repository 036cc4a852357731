package org.qemu.functional.guest.internal.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetUnavailableException;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.guest.image.ImageException;
import org.qemu.functional.guest.internal.image.debian.DebianPackage;
import org.qemu.functional.guest.internal.image.debian.PackageClosure;
import org.qemu.functional.guest.internal.image.debian.PackageIndex;
import org.qemu.functional.guest.internal.store.AtomicFolderStore;

/**
 * Compute the packages of an image. For a recipe with additional packages this needs Debian's
 * package list, 50 MB of text, so that the result is stored: {@code package-sets/<hash>/packages}.
 */
public final class PackageSets {
    private static final String PACKAGES = "packages";

    /** The package lists that were read, by hash, while the memory suffices. */
    private static final Map<String, SoftReference<PackageIndex>> READ = new HashMap<>();

    private final AtomicFolderStore folders;

    public PackageSets(Path folder) {
        folders = new AtomicFolderStore(folder);
    }

    /** Return the assets to fetch, for {@link ImageBuilder#assets}. */
    public List<Asset> assets(ImageRecipe recipe) {
        List<DebianPackage> known;
        @Nullable Asset missing = null;
        try {
            known = of(recipe);
        } catch (AssetUnavailableException e) {
            known = BasePackages.of(recipe.architecture());
            missing = recipe.architecture().index();
        }
        return Stream.concat(Stream.ofNullable(missing), known.stream().map(DebianPackage::asset))
                .toList();
    }

    /**
     * Return the packages sorted by name, including that of the kernel.
     *
     * @throws ImageException if there is no package with one of these names
     * @throws AssetUnavailableException if the package list is needed and unavailable
     */
    public List<DebianPackage> of(ImageRecipe recipe) {
        List<DebianPackage> base = BasePackages.of(recipe.architecture());
        if (base.stream().map(DebianPackage::name).toList().containsAll(recipe.packages())) {
            return base;
        }
        Map<String, DebianPackage> all = new TreeMap<>();
        base.forEach(one -> all.put(one.name(), one));
        further(recipe).forEach(one -> all.put(one.name(), one));
        return List.copyOf(all.values());
    }

    private List<DebianPackage> further(ImageRecipe recipe) {
        SortedSet<String> names = new TreeSet<>(recipe.packages());
        // Additional packages need more of the base packages than the agent does.
        names.addAll(BasePackages.AGENT);
        names.add(BusyboxInstaller.DYNAMIC);
        Asset index = recipe.architecture().index();
        String words = index.hash() + " " + names + " " + PackageClosure.rules();
        String key =
                HexFormat.of()
                        .formatHex(HashAlgorithm.SHA256.newDigest().digest(words.getBytes(UTF_8)));
        Path folder = folders.get(key, part -> resolve(index, names, part));
        try (Stream<String> lines = Files.lines(folder.resolve(PACKAGES))) {
            return lines.map(DebianPackage::parse).toList();
        } catch (IOException e) {
            throw new ImageException("cannot read '%s'".formatted(folder), e);
        }
    }

    private static List<String> resolve(Asset index, SortedSet<String> names, Path part)
            throws IOException {
        List<String> lines = new ArrayList<>();
        for (DebianPackage one : PackageClosure.of(read(index, part), names)) {
            lines.add(one.line());
        }
        Files.write(part.resolve(PACKAGES), lines);
        return List.of(PACKAGES);
    }

    /** Read a package list, of which several sets of packages may be wanted. */
    private static synchronized PackageIndex read(Asset index, Path part) throws IOException {
        SoftReference<PackageIndex> last = READ.get(index.hash());
        PackageIndex known = last == null ? null : last.get();
        if (known == null) {
            Path text = part.resolve("Packages");
            Archives.uncompress(index.fetch(), "xz", "Packages.xz", text);
            try (BufferedReader reader = Files.newBufferedReader(text)) {
                known = PackageIndex.read(reader);
            }
            Files.delete(text);
            READ.put(index.hash(), new SoftReference<>(known));
        }
        return known;
    }
}
