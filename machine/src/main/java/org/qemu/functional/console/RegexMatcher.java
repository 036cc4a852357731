package org.qemu.functional.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Search for one regular expression. The JDK's matcher recurses for each iteration of a loop over
 * alternatives; if the stack of the waiting thread is too small, the search runs on a thread with a
 * larger stack.
 */
final class RegexMatcher {
    /** The stack size of that thread, in bytes; only the used part takes memory. */
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
     * @param from the offset before which no match may begin
     * @param deadline by {@link System#nanoTime()}
     * @throws DecodedText.OutOfTimeException if the search took longer
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
                        "the regular expression %s needs more than %d MB of stack for %d characters; replace a loop over alternatives, (.|\\n)*, by a character class, [\\s\\S]*"
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
