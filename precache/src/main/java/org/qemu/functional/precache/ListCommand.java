package org.qemu.functional.precache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetCache;
import org.qemu.functional.settings.HarnessSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints one line for each asset: whether it is cached, its hash, its URL. */
@Command(
        name = "list",
        description = "Lists the assets and whether they are in the cache.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {
    @Parameters(index = "0..*", paramLabel = "CLASS", description = TestAssets.CLASSES)
    private List<String> classes = List.of();

    @Mixin private final TestAssets assets = new TestAssets();
    @Mixin private final OutputOption output = new OutputOption();

    @Override
    public void run() {
        AssetCache cache = AssetCache.fromEnvironment(HarnessSettings.current().environment());
        Map<Asset, Set<String>> found = assets.findWithClasses(classes);
        Map<Asset, Boolean> cached = new LinkedHashMap<>();
        found.keySet().forEach(asset -> cached.put(asset, cache.contains(asset)));
        output.print(
                () ->
                        found.entrySet().stream()
                                .map(
                                        each -> {
                                            Map<String, Object> fields = Fields.of(each.getKey());
                                            fields.put("cached", cached.get(each.getKey()));
                                            fields.put("classes", each.getValue());
                                            return fields;
                                        })
                                .toList(),
                out ->
                        cached.forEach(
                                (asset, here) ->
                                        out.printf(
                                                "%-7s %s %s%n",
                                                here ? "cached" : "missing",
                                                asset.hash(),
                                                asset.url())));
    }
}
