package org.qemu.functional.precache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.qemu.functional.asset.Asset;

/**
 * Names the assets in the environment, given as alternating URLs and hashes, as a test class does.
 */
public final class ServedAssets {
    static final String VARIABLE = "SERVED_ASSETS";

    private static final List<Asset> ASSETS = assets(System.getenv());

    private ServedAssets() {}

    static List<Asset> all() {
        return ASSETS;
    }

    private static List<Asset> assets(Map<String, String> environment) {
        List<Asset> assets = new ArrayList<>();
        String[] words = environment.getOrDefault(VARIABLE, "").split(" ", 0);
        for (int i = 0; i + 1 < words.length; i += 2) {
            assets.add(Asset.of(words[i], words[i + 1]));
        }
        return assets;
    }
}
