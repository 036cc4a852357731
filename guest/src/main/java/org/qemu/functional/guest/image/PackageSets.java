package org.qemu.functional.guest.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.qemu.functional.cache.HashAlgorithm;

/**
 * Finds out of which packages an image is made. That of a recipe with packages of its own is in the
 * list of all packages, 50 MB of text, so it is kept: {@code package-sets/<hash>/packages}.
 */
final class PackageSets {
    private static final String PACKAGES = "packages";

    private final AtomicFolderStore folders;

    PackageSets(Path folder) {
        folders = new AtomicFolderStore(folder);
    }

    /** Returns what must be fetched, as {@link ImageBuilder#assets} does. */
    List<Asset> assets(ImageRecipe recipe) {
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
     * Returns the packages in the order of their names, the kernel's among them.
     *
     * @throws ImageException if there is no package of such a name
     * @throws AssetUnavailableException if the list of all packages is needed and cannot be had
     */
    List<DebianPackage> of(ImageRecipe recipe) {
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
        // They need more of each other than the agent needs of them.
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
        Path text = part.resolve("Packages");
        Archives.uncompress(index.fetch(), "xz", "Packages.xz", text);
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(text)) {
            for (DebianPackage one : PackageClosure.of(PackageIndex.read(reader), names)) {
                lines.add(one.line());
            }
        }
        Files.delete(text);
        Files.write(part.resolve(PACKAGES), lines);
        return List.of(PACKAGES);
    }
}
