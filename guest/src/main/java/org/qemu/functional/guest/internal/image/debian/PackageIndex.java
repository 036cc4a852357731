package org.qemu.functional.guest.internal.image.debian;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The package list of a release, its file {@code Packages}: stanzas of fields as in deb-control(5),
 * separated by empty lines.
 */
public final class PackageIndex {
    private static final Set<String> FIELDS =
            Set.of(
                    "Package",
                    "Version",
                    "Filename",
                    "SHA256",
                    "Pre-Depends",
                    "Depends",
                    "Provides");

    private final Map<String, PackageRecord> byName = new HashMap<>();
    private final Map<String, List<PackageRecord>> byProvided = new HashMap<>();

    private PackageIndex() {}

    /** Read all stanzas. Continuation lines are skipped: the fields that are used have none. */
    public static PackageIndex read(BufferedReader packages) throws IOException {
        PackageIndex index = new PackageIndex();
        Map<String, String> stanza = new HashMap<>();
        for (String line = packages.readLine(); line != null; line = packages.readLine()) {
            if (line.isEmpty()) {
                index.add(stanza);
                stanza.clear();
            } else if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
                int colon = line.indexOf(':');
                if (colon > 0 && FIELDS.contains(line.substring(0, colon))) {
                    stanza.put(line.substring(0, colon), line.substring(colon + 1).strip());
                }
            }
        }
        index.add(stanza);
        return index;
    }

    /** Return the package with this name, {@code null} if there is none. */
    public @Nullable PackageRecord named(String name) {
        return byName.get(name);
    }

    /** Return the packages that provide a name, sorted by name. */
    List<PackageRecord> providing(String name) {
        return byProvided.getOrDefault(name, List.of());
    }

    Collection<String> names() {
        return byName.keySet();
    }

    private void add(Map<String, String> stanza) {
        String name = stanza.getOrDefault("Package", "");
        String path = stanza.getOrDefault("Filename", "");
        String hash = stanza.getOrDefault("SHA256", "");
        if (name.isEmpty() || path.isEmpty() || hash.isEmpty()) {
            return;
        }
        PackageRecord found =
                new PackageRecord(
                        new DebianPackage(name, stanza.getOrDefault("Version", ""), path, hash),
                        stanza.getOrDefault("Pre-Depends", ""),
                        stanza.getOrDefault("Depends", ""));
        byName.put(name, found);
        String provides = stanza.getOrDefault("Provides", "");
        if (!provides.isEmpty()) {
            PackageRecord.relations(provides).stream()
                    .flatMap(List::stream)
                    .forEach(
                            provided ->
                                    byProvided
                                            .computeIfAbsent(provided, key -> new ArrayList<>())
                                            .add(found));
        }
    }
}
