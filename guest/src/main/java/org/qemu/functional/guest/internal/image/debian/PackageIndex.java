package org.qemu.functional.guest.internal.image.debian;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The package list of a release, its file {@code Packages}: stanzas of fields as in deb-control(5),
 * separated by empty lines.
 */
public final class PackageIndex {
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
                if (colon > 0) {
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
        List<List<String>> needs = new ArrayList<>();
        needs.addAll(relations(stanza.getOrDefault("Pre-Depends", "")));
        needs.addAll(relations(stanza.getOrDefault("Depends", "")));
        List<String> provides =
                relations(stanza.getOrDefault("Provides", "")).stream()
                        .flatMap(List::stream)
                        .toList();
        PackageRecord found =
                new PackageRecord(
                        new DebianPackage(name, stanza.getOrDefault("Version", ""), path, hash),
                        List.copyOf(needs),
                        provides);
        byName.put(name, found);
        for (String provided : provides) {
            byProvided.computeIfAbsent(provided, key -> new ArrayList<>()).add(found);
        }
    }

    /**
     * Parse a relation field such as {@code a (>= 1), b:any | c [amd64]}. Versions and the like are
     * ignored, since a release has only one version of each package and these are compatible.
     */
    static List<List<String>> relations(String field) {
        List<List<String>> relations = new ArrayList<>();
        for (String relation : field.split(",", -1)) {
            List<String> alternatives = new ArrayList<>();
            for (String alternative : relation.split("\\|", -1)) {
                String name = alternative.strip().replaceFirst("[\\s:(\\[<].*", "");
                if (!name.isEmpty()) {
                    alternatives.add(name);
                }
            }
            if (!alternatives.isEmpty()) {
                relations.add(List.copyOf(alternatives));
            }
        }
        return relations;
    }
}
