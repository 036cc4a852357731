package org.qemu.functional.tap.internal;

import java.util.function.Function;

/** Classifies failures and remembers whether there was one without a kind. */
final class FailureKinds {
    private final Function<Throwable, String> classifier;
    private boolean anyOfNone;

    FailureKinds(Function<Throwable, String> classifier) {
        this.classifier = classifier;
    }

    /** Return the kind of a throwable of a test, or an empty string for none. */
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

    /** Record a failure without a throwable. */
    void ofNothing() {
        anyOfNone = true;
    }

    boolean anyOfNone() {
        return anyOfNone;
    }
}
