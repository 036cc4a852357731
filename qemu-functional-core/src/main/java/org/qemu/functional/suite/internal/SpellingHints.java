package org.qemu.functional.suite.internal;

import java.util.Collection;
import java.util.List;
import org.qemu.functional.text.NameSuggestions;

/** Create hints for names that do not exist. */
public final class SpellingHints {
    private SpellingHints() {}

    /** Return {@code "; did you mean a or b?"}, or the other hint if no name is similar. */
    public static String hint(String wanted, Collection<String> names, String otherwise) {
        return hint(NameSuggestions.mistyped(wanted, names), otherwise);
    }

    public static String hint(List<String> alike, String otherwise) {
        return alike.isEmpty()
                ? otherwise
                : "; did you mean %s?".formatted(String.join(" or ", alike));
    }
}
