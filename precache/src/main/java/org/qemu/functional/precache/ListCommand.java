package org.qemu.functional.precache;

import org.qemu.functional.asset.AssetCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints one asset a line: whether it is cached, its hash, its URL. */
@Command(
        name = "list",
        description = "Lists the assets and whether they are in the cache.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {
    @Mixin private final TestAssets assets = new TestAssets();

    @Override
    public void run() {
        AssetCache cache = AssetCache.fromEnvironment(System.getenv());
        assets.find()
                .forEach(
                        asset ->
                                System.out.printf(
                                        "%-7s %s %s%n",
                                        cache.contains(asset) ? "cached" : "missing",
                                        asset.hash(),
                                        asset.url()));
    }
}
