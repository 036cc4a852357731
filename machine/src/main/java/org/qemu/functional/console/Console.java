package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.logging.Log;

/**
 * Talk to a guest through its console.
 *
 * <p>A thread of its own reads from the first byte on, whether a test waits or not, so that the
 * guest is never held up and nothing is lost. A wait begins where the last match ended; what
 * follows a match stays for the next wait. After a wait that found nothing, and after output for
 * which nobody waited, the next one begins at the same place, but at most {@link #MAX_UNMATCHED}
 * bytes back: a console takes a bounded amount of memory however much its guest says. The
 * transcript has it all.
 */
public final class Console implements AutoCloseable {
    /** The most output, in bytes, that a {@link ConsoleMatch} carries. */
    public static final int MAX_OUTPUT = 1 << 20;

    /** How many bytes that were looked at in vain, or not yet, are kept for the next wait. */
    public static final int MAX_UNMATCHED = 1 << 24;

    /** What is kept before the cursor for messages, in bytes. */
    private static final int HISTORY = 1 << 16;

    /** How far the reader may run ahead of whoever waits, in bytes. */
    private static final long AHEAD = 1 << 20;

    /** How long a match is given to turn out as part of an echo. */
    private static final long ECHO_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long a match that more output could lengthen is given to grow. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** How long the reader may be kept from its work by one look at what has come. */
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Log LOG = Log.of("qemu.console");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition seen = lock.newCondition();
    private final ConsoleBuffer buffer = new ConsoleBuffer();
    private final EchoFilter echoFilter = new EchoFilter();
    private final List<Listener> listeners = new ArrayList<>();
    private final Transcript transcript;
    private final ConsoleLink link;
    private final Thread thread;
    private long cursor;
    private int waits;

    /** The end of the output when somebody who waits last looked. */
    private long lookedAt;

    /** What {@link #setSettleTime} was told; negative for the rule. */
    private long settleNanos = -1;

    private boolean forgetful;
    private boolean ended;

    private <
                    I extends SelectableChannel & ReadableByteChannel,
                    O extends SelectableChannel & WritableByteChannel>
            Console(I in, O out, Transcript transcript, ThreadFactory threads) throws IOException {
        this.transcript = transcript;
        this.link = new ConsoleLink(in, out, new Keeper());
        this.thread = threads.newThread(link::run);
    }

    /**
     * Start to read a console.
     *
     * @param channel the connection to the guest's serial device; closed with this console
     * @param transcript takes all output; closed with this console
     * @param threads makes the one thread that reads
     * @throws IOException if the channel cannot be read without blocking
     */
    public static Console open(SocketChannel channel, Transcript transcript, ThreadFactory threads)
            throws IOException {
        return open(channel, channel, transcript, threads);
    }

    /**
     * Start to read a console that is two pipes, or one channel that goes both ways.
     *
     * @param in what the guest says; closed with this console
     * @param out takes what the guest is to hear; closed with this console
     * @param transcript takes all output; closed with this console
     * @param threads makes the one thread that reads
     * @throws IOException if the channels cannot be used without blocking
     */
    public static <
                    I extends SelectableChannel & ReadableByteChannel,
                    O extends SelectableChannel & WritableByteChannel>
            Console open(I in, O out, Transcript transcript, ThreadFactory threads)
                    throws IOException {
        Console console = new Console(in, out, transcript, threads);
        console.thread.start();
        return console;
    }

    /** Queue characters for the guest, in UTF-8, and return at once. */
    public void send(String text) {
        link.send(text.getBytes(UTF_8));
    }

    /** Queue the remaining bytes of a buffer for the guest and return at once. */
    public void send(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        link.send(copy);
    }

    /** Is told what a guest says, as it comes; it holds the console up until it returns. */
    public interface Listener {
        /** Take the first bytes of an array, which is used again afterwards. */
        void received(byte[] bytes, int length);
    }

    /** Tell a listener what is kept of the output so far, and then all that comes. */
    public void addListener(Listener listener) {
        lock.lock();
        try {
            byte[] past = buffer.copy(buffer.start(), buffer.end());
            listener.received(past, past.length);
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    /** Tell a listener no more. */
    public void removeListener(Listener listener) {
        lock.lock();
        try {
            listeners.remove(listener);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Type a line and a carriage return, and return at once. What the guest echoes of the line is
     * never taken for something awaited.
     */
    public void type(String line) {
        lock.lock();
        try {
            echoFilter.expect(line.getBytes(UTF_8), buffer.end());
        } finally {
            lock.unlock();
        }
        send(line + "\r");
    }

    /**
     * Send no faster than a character in a while, from now on: for guests whose UART has no room
     * for more and no flow control.
     *
     * @param perCharacter zero for as fast as the guest takes them
     */
    public void setTypingPace(Duration perCharacter) {
        link.setPace(perCharacter.toNanos());
    }

    /**
     * Have patterns see escape sequences (colors, cursor movement, titles, bracketed paste), or
     * not. Otherwise they see what a person does; the transcript and {@link #tail} have all.
     */
    public void setEscapesMatched(boolean matched) {
        lock.lock();
        try {
            buffer.showEscapes(matched);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Say how long the match of a regular expression that ends with the output, and that more
     * output could lengthen, is given to grow. Otherwise that is 50 ms, but for a match that ends
     * in a number until something follows it, at most to the end of the wait.
     *
     * @param time zero for not at all
     */
    public void setSettleTime(Duration time) {
        lock.lock();
        try {
            settleNanos = time.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Wait for the first of several patterns.
     *
     * @param success patterns that end the wait well
     * @param failure patterns that end it as failed; if one ends with the same byte as a success
     *     pattern, success it is
     * @param timeout not negative; what has come already is looked at even if it is zero
     * @throws IllegalArgumentException if there is no pattern at all
     */
    public ConsoleOutcome await(
            List<ConsolePattern> success, List<ConsolePattern> failure, Duration timeout)
            throws InterruptedException {
        return await(success, failure, timeout, null);
    }

    /**
     * Wait as {@link #await}, sending keys first and again whenever new output has come, until a
     * pattern is found: for boot loaders that want a key at a moment that nobody knows.
     */
    public ConsoleOutcome awaitWhileSending(
            String keys,
            List<ConsolePattern> success,
            List<ConsolePattern> failure,
            Duration timeout)
            throws InterruptedException {
        return await(success, failure, timeout, keys);
    }

    private ConsoleOutcome await(
            List<ConsolePattern> success,
            List<ConsolePattern> failure,
            Duration timeout,
            @Nullable String keys)
            throws InterruptedException {
        List<ConsolePattern> patterns = Stream.concat(success.stream(), failure.stream()).toList();
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("a console wait needs at least one pattern");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        // Before the lock is taken: the reader must not wait for a long pattern to be prepared.
        PatternScanner scanner = new PatternScanner(patterns);
        lock.lockInterruptibly();
        try {
            waits++;
            looked();
            scanner.startAt(cursor);
            long answered = -1;
            while (true) {
                echoFilter.look(buffer);
                PatternScanner.Hit hit;
                try {
                    hit = scan(scanner, deadline);
                } catch (DecodedText.OutOfTimeException e) {
                    return new ConsoleOutcome.TimedOut(timeout);
                }
                if (hit != null && isEcho(hit, deadline)) {
                    continue;
                }
                if (hit != null && isFinal(hit, deadline)) {
                    ConsoleMatch match = take(patterns.get(hit.index()), hit);
                    return hit.index() < success.size()
                            ? new ConsoleOutcome.Matched(match)
                            : new ConsoleOutcome.Failed(match);
                }
                if (hit != null) {
                    continue;
                }
                forget(scanner.scanned());
                if (buffer.known() > scanner.scanned()) {
                    continue; // with what came while the console was not locked
                }
                if (ended) {
                    return new ConsoleOutcome.Ended();
                }
                if (keys != null && answered != buffer.end()) {
                    answered = buffer.end();
                    send(keys);
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return new ConsoleOutcome.TimedOut(timeout);
                }
                long unused = changed.awaitNanos(left);
                looked();
            }
        } finally {
            waits--;
            seen.signalAll();
            lock.unlock();
        }
    }

    /** Look at what has come. */
    private PatternScanner.@Nullable Hit scan(PatternScanner scanner, long deadline)
            throws InterruptedException {
        while (true) {
            PatternScanner.Pass pass = scanner.next(buffer, echoFilter::cover);
            PatternScanner.Hit hit = find(pass, deadline);
            looked();
            if (hit != null || pass.last()) {
                return hit;
            }
        }
    }

    /** Look for regular expressions; one that takes long does not hold up the reader. */
    private PatternScanner.@Nullable Hit find(PatternScanner.Pass pass, long deadline)
            throws InterruptedException {
        try {
            return pass.find(Math.min(deadline, System.nanoTime() + QUICK_NANOS));
        } catch (DecodedText.OutOfTimeException e) {
            lock.unlock();
            try {
                return pass.find(deadline);
            } finally {
                lock.lock();
            }
        }
    }

    /** Whether a match cannot grow, or was given the time to. */
    private boolean isFinal(PatternScanner.Hit hit, long deadline) throws InterruptedException {
        if (!hit.tentative()) {
            return true;
        }
        long settling = settleNanos;
        if (settling < 0) {
            settling = hit.number() ? Long.MAX_VALUE : SETTLE_NANOS;
        }
        return settled(settling, deadline);
    }

    private void looked() {
        lookedAt = buffer.end();
        seen.signalAll();
    }

    /** Whether a hit is part of an echo; waits for the rest of an echo that has come in part. */
    private boolean isEcho(PatternScanner.Hit hit, long deadline) throws InterruptedException {
        while (echoFilter.mayCover(hit.start()) && !settled(ECHO_NANOS, deadline)) {
            echoFilter.look(buffer);
        }
        return echoFilter.cover(hit.start(), hit.end());
    }

    /** Wait a little for more output; true if none came. */
    private boolean settled(long nanos, long deadline) throws InterruptedException {
        long before = buffer.end();
        long left = Math.min(nanos, deadline - System.nanoTime());
        while (!ended && buffer.end() == before && left > 0) {
            left = changed.awaitNanos(left);
            looked();
        }
        return buffer.end() == before;
    }

    private ConsoleMatch take(ConsolePattern pattern, PatternScanner.Hit hit) {
        long from = Math.max(cursor, hit.end() - MAX_OUTPUT);
        String output = DecodedText.decode(buffer.visible(from, hit.end()));
        cursor = hit.end();
        echoFilter.forgetBefore(cursor);
        buffer.forgetBefore(cursor - HISTORY);
        return new ConsoleMatch(pattern, hit.text(), hit.groups(), output);
    }

    private void forget(long scanned) {
        cursor = Math.max(cursor, scanned - MAX_UNMATCHED);
        buffer.forgetBefore(cursor - HISTORY);
    }

    /**
     * Keep what came within bounds: while somebody waits by letting him catch up, who is awake, and
     * else by forgetting.
     */
    private void bound() {
        while (waits > 0 && buffer.end() - lookedAt > AHEAD) {
            seen.awaitUninterruptibly();
        }
        if (waits == 0 && buffer.end() - cursor > MAX_UNMATCHED) {
            forget(buffer.end());
            echoFilter.forgetBefore(cursor);
            if (!forgetful) {
                forgetful = true;
                LOG.warn(
                        "more than {} bytes came while nobody waited: waits begin with the last of them",
                        MAX_UNMATCHED);
            }
        }
    }

    /** How many bytes are in memory. */
    long kept() {
        lock.lock();
        try {
            return buffer.end() - buffer.start();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Return the end of all output so far, whether it was awaited or not.
     *
     * @param maxBytes at most so many bytes, of those that are still kept
     */
    public String tail(int maxBytes) {
        lock.lock();
        try {
            return new String(buffer.copy(buffer.end() - maxBytes, buffer.end()), UTF_8);
        } finally {
            lock.unlock();
        }
    }

    /** The number of bytes that have come so far. */
    public long received() {
        lock.lock();
        try {
            return buffer.end();
        } finally {
            lock.unlock();
        }
    }

    /** The transcript that this console writes. */
    public Transcript transcript() {
        return transcript;
    }

    /**
     * Tell that the other end is gone: what it had written is still read, then the console ends.
     */
    public void finish() {
        link.finish();
    }

    /** End the console and wait, uninterrupted, until its transcript is whole. */
    @Override
    public void close() {
        link.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        transcript.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps what comes for whoever waits. */
    private final class Keeper implements ConsoleLink.Sink {
        @Override
        public void received(byte[] bytes, int length) {
            transcript.write(bytes, length);
            lock.lock();
            try {
                buffer.append(bytes, 0, length);
                for (Listener listener : listeners) {
                    listener.received(bytes, length);
                }
                changed.signalAll();
                bound();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void ended() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
