package org.qemu.functional.report.internal.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.report.internal.model.CountText;
import org.qemu.functional.report.internal.model.EvidenceText;
import org.qemu.functional.text.SafeText;

/** Quotes what the message of a failure says of an asset with another hash than expected. */
public final class AssetEvidence {
    /** Tries only the first character of a word: the rest of a long one costs its square. */
    private static final Pattern FORM =
            Pattern.compile(
                    "(?<!\\S)(\\S++) sent (\\d{1,18}) bytes? with hash (\\p{XDigit}+)(?:, encoded"
                            + " as \\[([^\\]]*)\\])?, expected (\\p{XDigit}+)");

    private AssetEvidence() {}

    /** Return the facts in lines, or nothing if the message is about something else. */
    public static Optional<EvidenceText> of(String message) {
        Matcher matcher = FORM.matcher(message);
        if (!matcher.find()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        lines.add("URL: " + matcher.group(1));
        lines.add("expected hash: " + matcher.group(5));
        lines.add("actual hash: " + matcher.group(3));
        lines.add("size: " + CountText.of(Long.parseLong(matcher.group(2)), "byte"));
        if (matcher.group(4) != null) {
            lines.add("encoding: " + matcher.group(4));
        }
        return Optional.of(
                new EvidenceText(
                        "asset with another hash", SafeText.lines(String.join("\n", lines))));
    }
}
