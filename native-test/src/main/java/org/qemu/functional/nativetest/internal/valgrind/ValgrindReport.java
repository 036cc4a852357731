package org.qemu.functional.nativetest.internal.valgrind;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What valgrind reports of the tests of a class. */
public final class ValgrindReport {
    private static final String CLASS = "";

    private final Set<Path> libraries = new LinkedHashSet<>();
    private final Map<String, List<ValgrindError>> errors = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private String current = CLASS;
    private int errorsAtBegin;
    private boolean done;

    ValgrindReport() {}

    void add(ReportMark.Read mark) {
        switch (mark.mark()) {
            case LIBRARY -> libraries.add(Path.of(mark.text()));
            case BEGIN -> {
                current = mark.text();
                errorsAtBegin = mark.errors();
            }
            case END -> {
                counts.put(current, mark.errors() - errorsAtBegin);
                current = CLASS;
            }
            case DONE -> done = true;
        }
    }

    /** Add an error to the current test. What comes after all tests are the leaks once more. */
    void add(ValgrindError error) {
        if (!done) {
            errors.computeIfAbsent(current, key -> new ArrayList<>()).add(error);
        }
    }

    /**
     * Return the errors of a test as text; empty if there are none.
     *
     * @param id the unique id of the test
     */
    public String ofTest(String id) {
        List<ValgrindError> own = errors.getOrDefault(id, List.of());
        String text = text(own);
        if (text.isEmpty() && counts.getOrDefault(id, 0) > own.size()) {
            return earlier(id);
        }
        return text;
    }

    /** Return the errors outside the tests as text; empty if there are none. */
    public String ofClass() {
        return text(errors.getOrDefault(CLASS, List.of()));
    }

    private String text(List<ValgrindError> some) {
        return some.stream()
                .filter(error -> error.concerns(libraries))
                .map(error -> error.text(libraries))
                .collect(Collectors.joining("\n"));
    }

    /** Return what valgrind counted again without a report: an error of an earlier test. */
    private String earlier(String id) {
        List<ValgrindError> before = new ArrayList<>();
        for (Map.Entry<String, List<ValgrindError>> entry : errors.entrySet()) {
            if (!entry.getKey().equals(id)) {
                before.addAll(entry.getValue());
            }
        }
        String text = text(before);
        return text.isEmpty()
                ? ""
                : "an error that valgrind has reported for an earlier test, one of these:\n" + text;
    }
}
