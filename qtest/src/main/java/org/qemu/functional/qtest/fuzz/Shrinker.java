package org.qemu.functional.qtest.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reduce a failing list of accesses: delta debugging (Zeller and Hildebrandt, Simplifying and
 * Isolating Failure-Inducing Input, 2002), followed by smaller values.
 */
final class Shrinker {
    /**
     * The maximum number of trials, each of which launches QEMU; then the current list is the
     * result.
     */
    static final int MOST_TRIALS = 200;

    private final Predicate<List<Operation>> fails;
    private final int mostTrials;
    private int trials;

    Shrinker(Predicate<List<Operation>> fails, int mostTrials) {
        this.fails = fails;
        this.mostTrials = mostTrials;
    }

    List<Operation> shrink(List<Operation> operations) {
        return simplify(withoutParts(firstThatFails(operations)));
    }

    private boolean fails(List<Operation> candidate) {
        return trials++ < mostTrials && fails.test(candidate);
    }

    /** Failures usually happen immediately: find the shortest failing prefix by bisection. */
    private List<Operation> firstThatFails(List<Operation> operations) {
        int good = 0;
        int bad = operations.size();
        while (bad - good > 1) {
            int middle = (good + bad) / 2;
            if (fails(operations.subList(0, middle))) {
                bad = middle;
            } else {
                good = middle;
            }
        }
        return new ArrayList<>(operations.subList(0, bad));
    }

    /** Remove parts, first halves, then smaller and smaller ones. */
    private List<Operation> withoutParts(List<Operation> operations) {
        List<Operation> known = operations;
        int parts = 2;
        while (known.size() >= 2) {
            List<Operation> shorter = withoutOnePart(known, parts);
            if (shorter.size() < known.size()) {
                known = shorter;
                parts = Math.max(2, parts - 1);
            } else if (parts >= known.size()) {
                break;
            } else {
                parts = Math.min(known.size(), 2 * parts);
            }
        }
        return known;
    }

    private List<Operation> withoutOnePart(List<Operation> operations, int parts) {
        for (int part = 0; part < parts; part++) {
            int from = operations.size() * part / parts;
            int to = operations.size() * (part + 1) / parts;
            List<Operation> rest = new ArrayList<>(operations.subList(0, from));
            rest.addAll(operations.subList(to, operations.size()));
            if (!rest.isEmpty() && fails(rest)) {
                return rest;
            }
        }
        return operations;
    }

    private List<Operation> simplify(List<Operation> operations) {
        List<Operation> known = new ArrayList<>(operations);
        for (int i = 0; i < known.size(); i++) {
            Operation operation = known.get(i);
            for (long value : new long[] {0, 1, operation.value() & 0xff}) {
                if (!operation.kind().writes()
                        || Long.compareUnsigned(value, operation.value()) >= 0) {
                    continue;
                }
                List<Operation> candidate = new ArrayList<>(known);
                candidate.set(i, operation.withValue(value));
                if (fails(candidate)) {
                    known = candidate;
                    break;
                }
            }
        }
        return known;
    }
}
