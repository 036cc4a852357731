package org.qemu.functional.asset.internal.maintenance.push;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;

/** Collects what became of each entry. Safe for use by multiple threads. */
public final class PushReport {
    private final List<ArchivedEntry> pushed = new ArrayList<>();
    private final List<ArchivedEntry> present = new ArrayList<>();
    private final Map<ArchivedEntry, Failure> failures = new LinkedHashMap<>();

    /**
     * Why an entry was not pushed.
     *
     * @param temporary whether another run may succeed
     */
    public record Failure(String reason, boolean temporary) {}

    synchronized void pushed(ArchivedEntry entry) {
        pushed.add(entry);
    }

    synchronized void present(ArchivedEntry entry) {
        present.add(entry);
    }

    synchronized void failed(ArchivedEntry entry, String reason, boolean temporary) {
        failures.put(entry, new Failure(reason, temporary));
    }

    /** Return the entries that were copied. */
    public synchronized List<ArchivedEntry> pushed() {
        return List.copyOf(pushed);
    }

    /** Return the entries that were there already. */
    public synchronized List<ArchivedEntry> present() {
        return List.copyOf(present);
    }

    /** Return the entries that were not copied. */
    public synchronized Map<ArchivedEntry, Failure> failures() {
        return new LinkedHashMap<>(failures);
    }
}
