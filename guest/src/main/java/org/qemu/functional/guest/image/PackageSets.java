package org.qemu.functional.guest.image;

import java.nio.file.Path;
import java.util.List;
import org.qemu.functional.asset.Asset;

/** Finds out of which packages an image is made. */
final class PackageSets {
    private final Path folder;

    PackageSets(Path folder) {
        this.folder = folder;
    }

    List<Asset> assets(ImageRecipe recipe) {
        return of(recipe).stream().map(DebianPackage::asset).toList();
    }

    List<DebianPackage> of(ImageRecipe recipe) {
        if (!recipe.packages().isEmpty()) {
            throw new ImageException("packages are not there yet: " + folder);
        }
        return BasePackages.of(recipe.architecture());
    }
}
