package org.qemu.functional.junit.internal;

import java.lang.annotation.Annotation;
import java.util.List;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.ProvidesAssets;
import org.qemu.functional.junit.AssetFile;

/** Find the assets of {@link AssetFile} for a precache run. */
public final class AssetFileFinder implements ProvidesAssets.Finder {
    @Override
    public List<Asset> assetsOf(Annotation annotation) {
        if (annotation instanceof AssetFile file) {
            return List.of(of(file));
        }
        throw new IllegalArgumentException("'%s' is not an @AssetFile".formatted(annotation));
    }

    static Asset of(AssetFile file) {
        return Asset.of(file.url(), file.hash());
    }
}
