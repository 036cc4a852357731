package org.qemu.functional.asset.internal.progress;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formats the state of the files, with rates and the remaining time. */
final class ProgressFormatter {
    private static final long LONGEST = 100L * 3600; // seconds; longer estimates are useless

    private final TransferTable files;
    private final Rate rate = new Rate();
    private final Map<Object, Rate> rates = new HashMap<>();
    private TransferTable.Snapshot now;

    ProgressFormatter(TransferTable files) {
        this.files = files;
        this.now = files.snapshot();
    }

    /** Update with the current state. */
    void update(long nanos) {
        now = files.snapshot();
        rate.add(nanos, now.bytes());
        List<Object> keys = now.running().stream().map(TransferState::key).toList();
        rates.keySet().retainAll(keys);
        for (TransferState file : now.running()) {
            rates.computeIfAbsent(file.key(), key -> new Rate()).add(nanos, file.done());
        }
    }

    List<TransferState> running() {
        return now.running();
    }

    /** Return the progress of a file, without its name. */
    String of(TransferState file) {
        if (!file.waitsFor().isEmpty()) {
            return file.waitsFor();
        }
        return words(file.done(), file.size(), rates.getOrDefault(file.key(), new Rate()));
    }

    /** Return the overall progress. */
    String ofAll() {
        int expected = Math.max(now.expected(), now.ended() + now.running().size());
        return "%d of %d files, %s"
                .formatted(now.ended(), expected, words(now.bytes(), now.expectedBytes(), rate));
    }

    private static String words(long done, long size, Rate rate) {
        List<String> words = new ArrayList<>();
        double perSecond = rate.perSecond();
        if (size >= 0) {
            // A server may send more than it declared; never show more than 100 %.
            long percent = size == 0 ? 100 : Math.min(100, (long) (done * 100.0 / size));
            words.add("%s of %s".formatted(HumanReadable.size(done), HumanReadable.size(size)));
            words.add(percent + "%");
        } else {
            words.add(HumanReadable.size(done));
        }
        if (perSecond >= 1) {
            words.add(HumanReadable.size((long) perSecond) + "/s");
            double left = (size - done) / perSecond;
            if (size > done && left < LONGEST) {
                words.add(
                        String.format(Locale.ROOT, "%s left", HumanReadable.time((long) left + 1)));
            }
        }
        return String.join(", ", words);
    }
}
