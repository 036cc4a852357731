package org.qemu.functional.report.internal.output;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.report.internal.model.AttemptDetail;
import org.qemu.functional.report.internal.model.MissingAsset;

/** Collects the assets that tests did not get. */
final class MissingAssets {
    private static final Pattern ASSET = Pattern.compile("asset (\\S+) (.*)");
    private static final Pattern HASH = Pattern.compile("\\b\\p{XDigit}{32,128}\\b");

    private final Map<String, Set<String>> tests = new LinkedHashMap<>();
    private final Map<String, MissingAsset> assets = new LinkedHashMap<>();

    private MissingAssets() {}

    /** Return the assets that tests of a report did not get. */
    static List<MissingAsset> of(List<WrittenTest> written) {
        MissingAssets missing = new MissingAssets();
        for (WrittenTest test : written) {
            for (AttemptDetail attempt : test.attempts()) {
                missing.add(test.row().id(), attempt);
            }
        }
        return missing.assets.values().stream()
                .map(
                        asset ->
                                new MissingAsset(
                                        asset.url(),
                                        asset.hash(),
                                        asset.reason(),
                                        List.copyOf(missing.tests.get(asset.url()))))
                .toList();
    }

    private void add(String id, AttemptDetail attempt) {
        List<String> texts = attempt.missingAssets() == null ? List.of() : attempt.missingAssets();
        for (String text : texts) {
            Matcher matcher = ASSET.matcher(text.lines().findFirst().orElse(""));
            String url = matcher.matches() ? matcher.group(1) : text;
            String reason = matcher.matches() ? matcher.group(2) : "";
            Matcher hash = HASH.matcher(reason);
            String found = hash.find() ? hash.group() : null;
            assets.putIfAbsent(url, new MissingAsset(url, found, reason, List.of()));
            tests.computeIfAbsent(url, key -> new LinkedHashSet<>()).add(id);
        }
    }
}
