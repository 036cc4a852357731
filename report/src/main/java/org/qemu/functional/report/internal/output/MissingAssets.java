package org.qemu.functional.report.internal.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.report.internal.model.AttemptDetail;
import org.qemu.functional.report.internal.model.MissingAsset;

/** Collects the assets that tests did not get. */
final class MissingAssets {
    private static final Pattern ASSET = Pattern.compile("asset (\\S+) (.*)");
    private static final Pattern HASH = Pattern.compile("\\b\\p{XDigit}{32,128}\\b");

    private final Map<String, MissingAsset> found = new LinkedHashMap<>();

    void add(String id, AttemptDetail attempt) {
        List<String> texts = attempt.missingAssets() == null ? List.of() : attempt.missingAssets();
        for (String text : texts) {
            Matcher matcher = ASSET.matcher(text.lines().findFirst().orElse(""));
            String url = matcher.matches() ? matcher.group(1) : text;
            String reason = matcher.matches() ? matcher.group(2) : "";
            Matcher hash = HASH.matcher(reason);
            MissingAsset known = found.get(url);
            List<String> tests = new ArrayList<>(known == null ? List.of() : known.tests());
            if (!tests.contains(id)) {
                tests.add(id);
            }
            found.put(url, new MissingAsset(url, hash.find() ? hash.group() : null, reason, tests));
        }
    }

    List<MissingAsset> all() {
        return List.copyOf(found.values());
    }
}
