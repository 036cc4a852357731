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
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/**
 * Keeps what a network has passed on: all of it in the pcap file, the latest in memory.
 *
 * <p>One thread adds, any thread looks and waits.
 */
final class Capture implements AutoCloseable {
    /** How much stays in memory, in bytes; the file has everything. */
    static final int MEMORY = 16 << 20;

    /** What a frame takes besides its bytes, about. */
    private static final int OVERHEAD = 100;

    private static final int SHOWN = 10;
    private static final long NANOS = 1_000_000_000;

    private final String network;
    private final Path path;
    private final PcapWriter pcap;
    private final DeferredErrors failures;
    private final Object lock;
    private boolean broken;

    /** Those that are not yet seen. Touched by the network's thread alone. */
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
        // Theirs, so that a failure ends a wait for a frame that will never come.
        lock = failures.lock();
        this.pcap = pcap;
    }

    /** Take a frame; nobody sees it before {@link #flush}. */
    void add(long time, String link, Frame frame) {
        write(() -> pcap.add(time, frame));
        Instant instant = Instant.ofEpochSecond(time / NANOS, time % NANOS);
        fresh.add(new CapturedFrame(next++, instant, link, frame));
    }

    /** Write what was taken to the file, and then let it be seen. */
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
            // The network goes on: a full disk is not to look like a guest without a network.
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

    /** Not called for the default, 0: whoever asks for everything takes what there is. */
    private void checkKept(long number) {
        CapturedFrame oldest = latest.peek();
        if (number > 0 && oldest != null && oldest.number() > number) {
            throw new IllegalStateException(
                    "frame %d is no longer in memory, which holds those from %d; '%s' has all of them"
                            .formatted(number, oldest.number(), path));
        }
    }

    /** Return the first frame in memory of that number or a later one that matches. */
    Optional<CapturedFrame> look(long number, Predicate<CapturedFrame> wanted) {
        List<CapturedFrame> kept;
        synchronized (lock) {
            kept = newerThan(number);
        }
        return kept.stream().filter(wanted).findFirst();
    }

    /**
     * Wait until a frame of that number or a later one matches.
     *
     * @param over asked with the lock held, which is told when it changes: whether none can come
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
            // Outside of the lock: a test's predicate may take its time, or look here itself.
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

    /** Those from a number on, looked for from the end, as they mostly come one by one. */
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

    /** The last few frames, for the message of a failure. */
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
