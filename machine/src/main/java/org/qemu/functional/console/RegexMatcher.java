package org.qemu.functional.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Look for one regular expression. The JDK's matcher recurses for each turn of a loop over
 * alternatives; where the stack of the thread that waits is too small for that, it runs on a thread
 * of a larger one.
 */
final class RegexMatcher {
    /** The stack of last resort, in bytes; only what is used of it takes memory. */
    private static final long DEEP_STACK = 1L << 28;

    /** A number that more characters could make longer: 12, 0x1f, 6.1, 10:0a. */
    private static final Pattern NUMBER = Pattern.compile("\\d[0-9A-Za-z.,:]*+\\z");

    private static final int LONGEST_NUMBER = 64;

    private final int index;
    private final ConsolePattern.Regex regex;
    private final Matcher matcher;
    private boolean deep;

    RegexMatcher(int index, ConsolePattern.Regex regex) {
        this.index = index;
        this.regex = regex;
        this.matcher =
                regex.byLines().matcher("").useAnchoringBounds(false).useTransparentBounds(true);
    }

    /**
     * Find the first match that is not excluded.
     *
     * @param from the offset before which nothing is part of a match
     * @param deadline by {@link System#nanoTime()}
     * @throws DecodedText.OutOfTimeException if that took longer
     */
    PatternScanner.@Nullable Hit find(
            DecodedText text, long from, long deadline, PatternScanner.Exclusion excluded)
            throws InterruptedException {
        text.limit(deadline);
        if (!deep) {
            try {
                return search(text, from, excluded);
            } catch (StackOverflowError e) {
                deep = true;
            }
        }
        return searchDeep(text, from, excluded);
    }

    private PatternScanner.@Nullable Hit search(
            DecodedText text, long from, PatternScanner.Exclusion excluded) {
        matcher.reset(text).region(text.index(from), text.length());
        while (matcher.find()) {
            long start = text.offset(matcher.start());
            long end = Math.max(start, text.endOffset(matcher.end()));
            if (!excluded.cover(start, end)) {
                return new PatternScanner.Hit(
                        index,
                        start,
                        end,
                        matcher.group(),
                        groups(matcher),
                        matcher.hitEnd(),
                        matcher.hitEnd() && isNumber(text, matcher.end()));
            }
        }
        return null;
    }

    private static boolean isNumber(DecodedText text, int end) {
        return NUMBER.matcher(text.subSequence(Math.max(0, end - LONGEST_NUMBER), end)).find();
    }

    private PatternScanner.@Nullable Hit searchDeep(
            DecodedText text, long from, PatternScanner.Exclusion excluded)
            throws InterruptedException {
        CompletableFuture<PatternScanner.@Nullable Hit> result = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            try {
                                result.complete(search(text, from, excluded));
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        },
                        "console-regex",
                        DEEP_STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get();
        } catch (InterruptedException e) {
            text.cancel();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DecodedText.OutOfTimeException late) {
                throw late;
            }
            if (e.getCause() instanceof StackOverflowError overflow) {
                throw new IllegalArgumentException(
                        "the regular expression %s needs more than %d MB of stack for %d characters; a loop over alternatives, (.|\\n)*, is better written as a class, [\\s\\S]*"
                                .formatted(regex, DEEP_STACK >> 20, text.length()),
                        overflow);
            }
            throw new IllegalStateException(
                    "cannot look for the regular expression " + regex, e.getCause());
        }
    }

    private static List<String> groups(Matcher matcher) {
        List<String> groups = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            String group = matcher.group(i);
            groups.add(group == null ? "" : group);
        }
        return groups;
    }
}
