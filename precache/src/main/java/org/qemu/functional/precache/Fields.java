package org.qemu.functional.precache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;

/** Creates the objects that are printed as JSON, with fields in the given order. */
final class Fields {
    private Fields() {}

    /** Create an object from alternating names and values. */
    static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }

    static Map<String, Object> of(Asset asset) {
        return of("hash", asset.hash(), "url", asset.url());
    }

    static Map<String, Object> of(Asset asset, Exception reason) {
        return of(
                "hash", asset.hash(),
                "url", asset.url(),
                "reason", String.valueOf(reason.getMessage()));
    }

    static List<Map<String, Object>> of(Collection<ArchivedEntry> entries) {
        return entries.stream().map(entry -> of("hash", entry.hash(), "url", entry.url())).toList();
    }
}
