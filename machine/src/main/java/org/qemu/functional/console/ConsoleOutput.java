package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.qemu.functional.logging.Log;

/**
 * What a guest has said and is kept of it, shared by the thread that reads and those that wait.
 *
 * <p>It takes a bounded amount of memory: while somebody waits, the reader stops until he has
 * caught up, who is awake; else the oldest output is forgotten.
 */
final class ConsoleOutput implements ConsoleTransport.Sink {
    /** What is kept before the cursor for messages, in bytes. */
    private static final int HISTORY = 1 << 16;

    /** How far the reader may run ahead of whoever waits, in bytes. */
    private static final long AHEAD = 1 << 20;

    private static final Log LOG = Log.of("qemu.console");

    /** Guards all fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Condition seen = lock.newCondition();
    private final ConsoleBuffer buffer = new ConsoleBuffer();
    private final EchoFilter echoFilter = new EchoFilter();
    private final List<Console.Listener> listeners = new ArrayList<>();
    private final Transcript transcript;

    /** Where the next wait begins. */
    private long cursor;

    private int waits;

    /** The end of the output when somebody who waits last looked. */
    private long lookedAt;

    private boolean forgetful;
    private boolean ended;

    ConsoleOutput(Transcript transcript) {
        this.transcript = transcript;
    }

    @Override
    public void received(byte[] bytes, int length) {
        transcript.write(bytes, length);
        lock.lock();
        try {
            buffer.append(bytes, 0, length);
            for (Console.Listener listener : listeners) {
                listener.received(bytes, length);
            }
            changed.signalAll();
            bound();
        } finally {
            lock.unlock();
        }
    }

    private void bound() {
        while (waits > 0 && buffer.end() - lookedAt > AHEAD) {
            seen.awaitUninterruptibly();
        }
        if (waits == 0 && buffer.end() - cursor > Console.MAX_UNMATCHED) {
            forgetUnmatched(buffer.end());
            echoFilter.forgetBefore(cursor);
            if (!forgetful) {
                forgetful = true;
                LOG.warn(
                        "more than {} bytes came while nobody waited: waits begin with the last of them",
                        Console.MAX_UNMATCHED);
            }
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

    void addListener(Console.Listener listener) {
        lock.lock();
        try {
            byte[] past = buffer.copy(buffer.start(), buffer.end());
            listener.received(past, past.length);
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    void removeListener(Console.Listener listener) {
        lock.lock();
        try {
            listeners.remove(listener);
        } finally {
            lock.unlock();
        }
    }

    /** Expect the echo of a line that is about to be typed. */
    void expectEcho(byte[] line) {
        lock.lock();
        try {
            echoFilter.expect(line, buffer.end());
        } finally {
            lock.unlock();
        }
    }

    void showEscapes(boolean show) {
        lock.lock();
        try {
            buffer.showEscapes(show);
        } finally {
            lock.unlock();
        }
    }

    /** Return the last bytes that are kept, awaited or not. */
    String tail(int maxBytes) {
        lock.lock();
        try {
            return new String(buffer.copy(buffer.end() - maxBytes, buffer.end()), UTF_8);
        } finally {
            lock.unlock();
        }
    }

    /** Return how many bytes have come. */
    long length() {
        lock.lock();
        try {
            return buffer.end();
        } finally {
            lock.unlock();
        }
    }

    /** Return how many bytes are in memory. */
    long kept() {
        lock.lock();
        try {
            return buffer.end() - buffer.start();
        } finally {
            lock.unlock();
        }
    }

    // What follows is for a thread that waits, between beginWait and endWait.

    /** Lock the output and begin where the last match ended. */
    void beginWait() throws InterruptedException {
        lock.lockInterruptibly();
        waits++;
        looked();
    }

    /** Let the reader go on without this thread, and unlock. */
    void endWait() {
        waits--;
        seen.signalAll();
        lock.unlock();
    }

    /** Unlock the output for a long look at what was copied from it. */
    void unlock() {
        lock.unlock();
    }

    /** Lock it again. */
    void lock() {
        lock.lock();
    }

    /** Note that all that has come was looked at: the reader may go on. */
    void looked() {
        lookedAt = buffer.end();
        seen.signalAll();
    }

    /**
     * Wait for output or the end of it, unlocked meanwhile; it may return without either.
     *
     * @return what is left of the time
     */
    @SuppressWarnings("WaitNotInLoop") // those that call it look and wait again
    long awaitChange(long nanos) throws InterruptedException {
        long left = changed.awaitNanos(nanos);
        looked();
        return left;
    }

    boolean isEnded() {
        return ended;
    }

    ConsoleBuffer buffer() {
        return buffer;
    }

    EchoFilter echoFilter() {
        return echoFilter;
    }

    long cursor() {
        return cursor;
    }

    /** Take what ends with a match: the next wait begins behind it. */
    ConsoleMatch take(ConsolePattern pattern, PatternScanner.Hit hit) {
        long from = Math.max(cursor, hit.end() - Console.MAX_OUTPUT);
        String output = DecodedText.decode(buffer.visible(from, hit.end()));
        cursor = hit.end();
        echoFilter.forgetBefore(cursor);
        buffer.forgetBefore(cursor - HISTORY);
        return new ConsoleMatch(pattern, hit.text(), hit.groups(), output);
    }

    /** Forget what lies too far before the end of what was scanned in vain. */
    void forgetUnmatched(long scanned) {
        cursor = Math.max(cursor, scanned - Console.MAX_UNMATCHED);
        buffer.forgetBefore(cursor - HISTORY);
    }
}
