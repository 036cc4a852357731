package org.qemu.functional.guest.net;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.internal.net.DeferredErrors;
import org.qemu.functional.guest.internal.net.InterruptedWait;
import org.qemu.functional.guest.internal.net.PcapWriter;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/**
 * Keep the frames that a network has forwarded: all of them in the pcap file, the latest ones in
 * memory.
 *
 * <p>One thread adds frames; any thread may read and wait.
 */
final class Capture implements AutoCloseable {
    /** The maximum number of bytes in memory; the file has all frames. */
    static final int MEMORY = 16 << 20;

    /** The approximate overhead of a frame in memory. */
    private static final int OVERHEAD = 100;

    private static final int SHOWN = 10;
    private static final long NANOS = 1_000_000_000;

    private final String network;
    private final Path path;
    private final PcapWriter pcap;
    private final DeferredErrors failures;
    private final Object lock;
    private boolean broken;

    /** Frames that are not visible yet. Confined to the network's thread. */
    private final List<CapturedFrame> fresh = new ArrayList<>();

    private long next;

    private final Deque<CapturedFrame> latest = new ArrayDeque<>();
    private long bytes;
    private long count;
    private int waiting;

    Capture(String network, Path path, PcapWriter pcap, DeferredErrors failures) {
        this.network = network;
        this.path = path;
        this.failures = failures;
        // Share the errors' lock, so that an error ends a wait for a frame that can never come.
        lock = failures.lock();
        this.pcap = pcap;
    }

    /** Add a frame, which is not visible before {@link #flush}. */
    void add(long time, String link, Frame frame) {
        write(() -> pcap.add(time, frame));
        Instant instant = Instant.ofEpochSecond(time / NANOS, time % NANOS);
        fresh.add(new CapturedFrame(next++, instant, link, frame));
    }

    /** Write the added frames to the file, and then make them visible. */
    void flush() {
        if (fresh.isEmpty()) {
            return;
        }
        write(pcap::flush);
        synchronized (lock) {
            for (CapturedFrame frame : fresh) {
                latest.add(frame);
                bytes += OVERHEAD + frame.frame().length();
            }
            count = next;
            while (bytes > MEMORY) {
                bytes -= OVERHEAD + latest.remove().frame().length();
            }
            if (waiting > 0) {
                lock.notifyAll();
            }
        }
        fresh.clear();
    }

    private interface Write {
        void run() throws IOException;
    }

    private void write(Write write) {
        if (broken) {
            return;
        }
        try {
            write.run();
        } catch (IOException e) {
            // The network continues: a full disk must not look like a network failure to the guest.
            broken = true;
            failures.add(
                    new NetworkException(
                            "cannot write the capture '%s', which ends here: %s"
                                    .formatted(path, e.getMessage()),
                            e));
        }
    }

    Path path() {
        return path;
    }

    long count() {
        synchronized (lock) {
            return count;
        }
    }

    List<CapturedFrame> since(long number) {
        synchronized (lock) {
            checkKept(number);
            return latest.stream().filter(frame -> frame.number() >= number).toList();
        }
    }

    /**
     * Throw if a frame is no longer in memory. Not called for the default, 0, which means all
     * frames that are available.
     */
    private void checkKept(long number) {
        CapturedFrame oldest = latest.peek();
        if (number > 0 && oldest != null && oldest.number() > number) {
            throw new IllegalStateException(
                    "frame %d is no longer in memory, which holds those from %d; '%s' has all of them"
                            .formatted(number, oldest.number(), path));
        }
    }

    /** Return the first frame in memory that has at least this number and matches. */
    Optional<CapturedFrame> look(long number, Predicate<CapturedFrame> wanted) {
        List<CapturedFrame> kept;
        synchronized (lock) {
            kept = newerThan(number);
        }
        return kept.stream().filter(wanted).findFirst();
    }

    /**
     * Wait until a frame with at least this number matches.
     *
     * @param over whether no matching frame can come; called with the lock held, which is notified
     *     of changes
     */
    CapturedFrame await(
            long number,
            String what,
            Predicate<CapturedFrame> wanted,
            Duration timeout,
            BooleanSupplier over) {
        Duration scaled = TimeoutScale.scaled(timeout);
        try {
            CapturedFrame found = find(number, wanted, System.nanoTime() + scaled.toNanos(), over);
            if (found != null) {
                return found;
            }
        } catch (InterruptedException e) {
            throw InterruptedWait.interrupted(what, e);
        }
        boolean left;
        synchronized (lock) {
            left = over.getAsBoolean();
        }
        String when = left ? "before the VM left" : "within " + Seconds.format(scaled);
        throw new FrameTimeoutError(
                "%s was not on network '%s' %s; %s".formatted(what, network, when, describe()));
    }

    private @Nullable CapturedFrame find(
            long number, Predicate<CapturedFrame> wanted, long deadline, BooleanSupplier over)
            throws InterruptedException {
        long from = number;
        while (true) {
            List<CapturedFrame> newer;
            boolean last;
            synchronized (lock) {
                long seen = from;
                waiting++;
                try {
                    last =
                            !failures.await(() -> count > seen || over.getAsBoolean(), deadline)
                                    || over.getAsBoolean();
                } finally {
                    waiting--;
                }
                newer = newerThan(seen);
                from = count;
            }
            // Do not hold the lock: a test's predicate may be slow, or call this object.
            for (CapturedFrame frame : newer) {
                if (wanted.test(frame)) {
                    return frame;
                }
            }
            if (last) {
                return null;
            }
        }
    }

    /**
     * Return the frames from a number on, searching from the end, because usually only one is new.
     */
    private List<CapturedFrame> newerThan(long number) {
        Deque<CapturedFrame> found = new ArrayDeque<>();
        for (var frames = latest.descendingIterator(); frames.hasNext(); ) {
            CapturedFrame frame = frames.next();
            if (frame.number() < number) {
                break;
            }
            found.addFirst(frame);
        }
        return new ArrayList<>(found);
    }

    /** Return the last frames, for a failure message. */
    String describe() {
        synchronized (lock) {
            String frames =
                    latest.stream()
                            .skip(Math.max(0, latest.size() - SHOWN))
                            .map(frame -> "    " + frame)
                            .collect(Collectors.joining("\n"));
            return "%d frames were captured, see '%s'%s"
                    .formatted(count, path, count == 0 ? "" : "; the last ones:\n" + frames);
        }
    }

    @Override
    public void close() {
        write(pcap::close);
    }
}
