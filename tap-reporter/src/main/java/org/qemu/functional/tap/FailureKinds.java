package org.qemu.functional.tap;

import java.util.function.Function;

/** Names the kinds of failures and remembers whether there was one of no kind. */
final class FailureKinds {
    private final Function<Throwable, String> classifier;
    private boolean anyOfNone;

    FailureKinds(Function<Throwable, String> classifier) {
        this.classifier = classifier;
    }

    /** Returns the kind of what a test threw, empty for none. */
    String of(Throwable throwable) {
        String kind;
        try {
            kind = classifier.apply(throwable);
        } catch (RuntimeException e) {
            kind = "";
        }
        anyOfNone |= kind.isEmpty();
        return kind;
    }

    /** Remembers a failure that nothing was thrown for. */
    void ofNothing() {
        anyOfNone = true;
    }

    boolean anyOfNone() {
        return anyOfNone;
    }
}
