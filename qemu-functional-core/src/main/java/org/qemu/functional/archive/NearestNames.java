package org.qemu.functional.archive;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Picks the names that somebody may have meant. */
public final class NearestNames {
    private static final int SHOWN = 5;

    private NearestNames() {}

    /** Returns up to five names, those whose last part differs the least first. */
    public static List<String> of(String wanted, Collection<String> names) {
        String base = baseOf(wanted);
        record Scored(String name, int score) {}
        return names.stream()
                .filter(name -> !name.isEmpty())
                .map(name -> new Scored(name, distance(base, baseOf(name))))
                .sorted(
                        Comparator.comparingInt(Scored::score)
                                .thenComparingInt(scored -> distance(wanted, scored.name)))
                .limit(SHOWN)
                .map(Scored::name)
                .toList();
    }

    /**
     * Returns up to five names that differ so little that somebody may have mistyped them, those
     * that differ the least first.
     */
    public static List<String> mistyped(String wanted, Collection<String> names) {
        int most = Math.max(2, wanted.length() / 4);
        String typed = wanted.toLowerCase(Locale.ROOT);
        record Scored(String name, int score) {}
        return names.stream()
                .map(name -> new Scored(name, distance(typed, name.toLowerCase(Locale.ROOT))))
                .filter(scored -> scored.score <= most)
                .sorted(Comparator.comparingInt(Scored::score))
                .limit(SHOWN)
                .map(Scored::name)
                .toList();
    }

    private static String baseOf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Returns Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
