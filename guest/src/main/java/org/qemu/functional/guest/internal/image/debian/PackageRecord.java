package org.qemu.functional.guest.internal.image.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The entry of a package in the package list. An image needs some hundred of the 60,000 entries, so
 * that the dependencies are parsed only when they are asked for.
 *
 * @param preDepends the field {@code Pre-Depends}
 * @param depends the field {@code Depends}
 */
public record PackageRecord(DebianPackage source, String preDepends, String depends) {
    private static final Pattern AFTER_NAME = Pattern.compile("[\\s:(\\[<].*");

    /** Return each dependency with its alternatives in order of preference, without versions. */
    List<List<String>> needs() {
        List<List<String>> needs = new ArrayList<>(relations(preDepends));
        needs.addAll(relations(depends));
        return List.copyOf(needs);
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
                String name = AFTER_NAME.matcher(alternative.strip()).replaceFirst("");
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
