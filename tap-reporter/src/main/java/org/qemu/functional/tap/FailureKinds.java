package org.qemu.functional.tap;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Names the kinds of failures and remembers which there were. */
final class FailureKinds {
    private final Function<Throwable, String> classifier;
    private final Set<String> seen = new TreeSet<>();

    FailureKinds(Function<Throwable, String> classifier) {
        this.classifier = classifier;
    }

    /** Returns the kind of what a test threw, empty for none, and remembers it. */
    String of(Throwable throwable) {
        String kind;
        try {
            kind = classifier.apply(throwable);
        } catch (RuntimeException e) {
            kind = "";
        }
        seen.add(kind);
        return kind;
    }

    /** Remembers a failure that nothing was thrown for. */
    void ofNothing() {
        seen.add("");
    }

    Set<String> seen() {
        return Set.copyOf(seen);
    }
}
