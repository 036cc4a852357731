package org.qemu.functional.asset.internal.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;

/**
 * Alternative locations of assets, selected by URL prefix: the rules of {@value #VARIABLE}.
 *
 * <p>A rule is {@code PREFIX=REPLACEMENT}, such as {@code
 * https://example.org/pub/=file:///srv/pub/} or {@code debian:=http://127.0.0.1:3142/debian/};
 * {@code @FILE} stands for the rules in a file, one per line, with comments after {@code #}. Rules
 * are separated by blanks. All matching rules apply, in their order.
 *
 * <p>A replacement with {@code {hash}} is the whole URL of a store that is addressed by hashes:
 * {@code =https://cache.example/sha256/{hash}}. Its prefix may be empty, which matches all URLs.
 */
final class Mirrors {
    static final String VARIABLE = "QEMU_TEST_MIRRORS";

    private static final Pattern RULE =
            Pattern.compile("((?:https?://|debian:|file:///).*?|)=((?:https?://.|file:///).*)");

    private static final String HASH = "{hash}";

    private final List<Rule> rules = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private Mirrors() {}

    static Mirrors parse(@Nullable String value) {
        Mirrors mirrors = new Mirrors();
        if (value != null && !value.isBlank()) {
            for (String word : value.strip().split("\\s+", -1)) {
                if (word.startsWith("@")) {
                    mirrors.read(Path.of(word.substring(1)));
                } else {
                    mirrors.add(word, VARIABLE);
                }
            }
        }
        return mirrors;
    }

    /**
     * Return the alternative URLs of a file, in the order in which to try them.
     *
     * @throws DownloadException if a rule is invalid; the message lists all invalid rules
     */
    List<String> of(DownloadRequest file) throws DownloadException {
        String url = file.url();
        if (!problems.isEmpty()) {
            throw new DownloadException(
                    true,
                    "%s; a rule is <prefix of a URL>=<http:, https: or file: URL in its place>, =<URL with {hash}>, or @<file of rules>"
                            .formatted(String.join("; ", problems)),
                    null);
        }
        return rules.stream()
                .filter(rule -> url.startsWith(rule.prefix))
                .map(rule -> rule.apply(file))
                .toList();
    }

    private void read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).replaceFirst("(^|\\s)#.*", "").strip();
                if (!line.isEmpty()) {
                    add(line, file + ":" + (i + 1));
                }
            }
        } catch (IOException e) {
            problems.add("%s names '%s', which cannot be read".formatted(VARIABLE, file));
        }
    }

    private void add(String text, String where) {
        Matcher rule = RULE.matcher(text);
        if (rule.matches()
                && !text.contains(" ")
                && (!rule.group(1).isEmpty() || rule.group(2).contains(HASH))) {
            rules.add(new Rule(rule.group(1), rule.group(2)));
        } else {
            problems.add("%s: '%s' is not a rule for a mirror".formatted(where, text));
        }
    }

    private record Rule(String prefix, String replacement) {
        String apply(DownloadRequest file) {
            return replacement.contains(HASH)
                    ? replacement.replace(HASH, file.hash())
                    : replacement + file.url().substring(prefix.length());
        }
    }
}
