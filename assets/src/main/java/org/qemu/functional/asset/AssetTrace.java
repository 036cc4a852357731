package org.qemu.functional.asset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.text.SafeText;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;

/** Adds the fetch of an asset to the trace of the test. */
final class AssetTrace {
    private AssetTrace() {}

    static Path fetch(AssetCache cache, Asset asset) {
        TestTrace trace = TestTrace.current();
        if (!trace.isOn()) {
            return cache.fetch(asset);
        }
        String file = asset.url().substring(asset.url().lastIndexOf('/') + 1);
        TraceSpan span =
                trace.begin(
                        trace.entry("asset", "fetch " + SafeText.line(file))
                                .put("url", asset.url())
                                .put("hash", asset.hash()));
        try {
            boolean downloaded = cache.bring(asset);
            span.ok(size(cache.path(asset)).put("cached", !downloaded));
        } catch (RuntimeException | Error e) {
            span.failed(e);
            throw e;
        }
        return cache.path(asset);
    }

    private static JsonFields size(Path file) {
        JsonFields fields = new JsonFields();
        try {
            return fields.put("bytes", Files.size(file));
        } catch (IOException e) {
            return fields; // another process may evict it
        }
    }
}
