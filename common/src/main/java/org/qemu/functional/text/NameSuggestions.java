package org.qemu.functional.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Suggests names that a user may have meant.
 *
 * <p>The cost is bounded, however many names there are and however long they are: only the last
 * {@value #COMPARED} characters of a name are compared, and the remaining names are ignored after
 * {@value #STEPS} comparisons of characters.
 */
public final class NameSuggestions {
    private static final int SHOWN = 5;

    /** The maximum length of the compared part of a name, in characters. */
    private static final int COMPARED = 100;

    /** The maximum number of character comparisons; they take a tenth of a second or less. */
    private static final int STEPS = 20_000_000;

    /** The maximum length of a returned name, in characters. */
    private static final int LONGEST = 200;

    private NameSuggestions() {}

    private record Scored(String name, int score) {}

    /**
     * Return up to five names, sorted by how little their last part differs from the wanted one.
     */
    public static List<String> of(String wanted, Collection<String> names) {
        String base = baseOf(wanted);
        List<Scored> nearest =
                scored(
                                base,
                                names.stream().filter(name -> !name.isEmpty()),
                                NameSuggestions::baseOf)
                        .sorted(Comparator.comparingInt(Scored::score))
                        .limit(SHOWN * SHOWN)
                        .toList();
        String path = tail(wanted);
        record Ranked(Scored scored, int distance) {}
        return nearest.stream()
                .map(scored -> new Ranked(scored, distance(path, tail(scored.name))))
                .sorted(
                        Comparator.comparingInt((Ranked ranked) -> ranked.scored.score)
                                .thenComparingInt(Ranked::distance))
                .limit(SHOWN)
                .map(ranked -> shortened(ranked.scored.name))
                .toList();
    }

    /**
     * Return up to five names that are so similar that the wanted name may be a typo of them, the
     * most similar first.
     */
    public static List<String> mistyped(String wanted, Collection<String> names) {
        return alike(wanted, names).map(Scored::name).limit(SHOWN).toList();
    }

    /** Return those names of {@link #mistyped} that differ the least. */
    public static List<String> nearest(String wanted, Collection<String> names) {
        List<Scored> alike = alike(wanted, names).limit(SHOWN).toList();
        return alike.stream()
                .filter(scored -> scored.score == alike.get(0).score)
                .map(Scored::name)
                .toList();
    }

    private static Stream<Scored> alike(String wanted, Collection<String> names) {
        int most = Math.max(2, Math.min(wanted.length(), COMPARED) / 4);
        return scored(
                        wanted.toLowerCase(Locale.ROOT),
                        names.stream().filter(name -> name.length() <= LONGEST),
                        name -> name.toLowerCase(Locale.ROOT))
                .filter(scored -> scored.score <= most && scored.score < scored.name.length())
                .sorted(Comparator.comparingInt(Scored::score));
    }

    private static Stream<Scored> scored(
            String wanted, Stream<String> names, UnaryOperator<String> compared) {
        String typed = tail(wanted);
        AtomicInteger left = new AtomicInteger(STEPS);
        return names.map(name -> new Candidate(name, tail(compared.apply(name))))
                .takeWhile(
                        candidate ->
                                left.addAndGet(-1 - typed.length() * candidate.compared.length())
                                        > 0)
                .map(candidate -> new Scored(candidate.name, distance(typed, candidate.compared)));
    }

    private record Candidate(String name, String compared) {}

    private static String baseOf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String tail(String name) {
        return name.substring(Math.max(0, name.length() - COMPARED));
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST ? name : "…" + name.substring(name.length() - LONGEST);
    }

    /** Return the Levenshtein distance, where two swapped letters count as one difference. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        int[] next = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            next[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least =
                        Math.min(row[j - 1] + (same ? 0 : 1), 1 + Math.min(row[j], next[j - 1]));
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                next[j] = swapped ? Math.min(least, before[j - 2] + 1) : least;
            }
            int[] free = before;
            before = row;
            row = next;
            next = free;
        }
        return row[b.length()];
    }
}
