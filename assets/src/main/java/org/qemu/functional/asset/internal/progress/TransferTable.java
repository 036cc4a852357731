package org.qemu.functional.asset.internal.progress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The state of the files in progress; safe for use by multiple threads. */
final class TransferTable {
    private final Map<Object, TransferState> running = new LinkedHashMap<>();
    private int expected;
    private long expectedBytes = -1;
    private int ended;
    private long endedBytes;

    /** The state at one moment; the files in the order in which they started. */
    record Snapshot(
            List<TransferState> running, int expected, int ended, long bytes, long expectedBytes) {}

    synchronized void expect(int count, long bytes) {
        expected += count;
        expectedBytes = bytes;
    }

    synchronized void start(Object key, String name, long size) {
        running.put(key, new TransferState(key, name, size, 0, ""));
    }

    synchronized void waiting(Object key, String name, String what) {
        TransferState before = running.getOrDefault(key, new TransferState(key, name, -1, 0, ""));
        running.put(key, new TransferState(key, name, before.size(), before.done(), what));
    }

    synchronized void advance(Object key, long bytes) {
        running.computeIfPresent(
                key,
                (k, file) ->
                        new TransferState(key, file.name(), file.size(), file.done() + bytes, ""));
    }

    synchronized void end(Object key) {
        TransferState file = running.remove(key);
        endedBytes += file == null ? 0 : file.done();
        ended++;
    }

    synchronized Snapshot snapshot() {
        long bytes = endedBytes + running.values().stream().mapToLong(TransferState::done).sum();
        return new Snapshot(
                new ArrayList<>(running.values()), expected, ended, bytes, totalBytes());
    }

    /** Return -1 as long as there are files of unknown size. */
    private long totalBytes() {
        if (expectedBytes >= 0) {
            return expectedBytes;
        }
        boolean known = ended + running.size() >= expected;
        long sum = endedBytes;
        for (TransferState file : running.values()) {
            known &= file.size() >= 0;
            sum += file.size();
        }
        return known ? sum : -1;
    }
}
