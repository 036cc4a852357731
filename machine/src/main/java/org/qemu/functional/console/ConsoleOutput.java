package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.qemu.functional.logging.Log;

/**
 * The output of a guest that is kept, shared by the thread that reads and the threads that wait.
 *
 * <p>Memory is bounded: during a wait, the reader pauses until the waiting thread has searched the
 * output; at other times the oldest output is discarded.
 */
final class ConsoleOutput implements ConsoleTransport.Sink {
    /** The number of bytes before the cursor that are kept for messages. */
    private static final int HISTORY = 1 << 16;

    /** The maximum number of bytes that the reader may be ahead of a waiting thread. */
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

    /** The offset at which the next wait begins. */
    private long cursor;

    private int waits;

    /** The end of the output when a waiting thread last searched it. */
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
                        "more than {} bytes of console output arrived outside of a wait; the next wait searches only the last of them",
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

    /** Record a line whose echo to expect, before it is typed. */
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

    /** Return the last bytes that are kept, matched or not. */
    String tail(int maxBytes) {
        lock.lock();
        try {
            return new String(buffer.copy(buffer.end() - maxBytes, buffer.end()), UTF_8);
        } finally {
            lock.unlock();
        }
    }

    /** Return the number of bytes received. */
    long length() {
        lock.lock();
        try {
            return buffer.end();
        } finally {
            lock.unlock();
        }
    }

    /** Return the number of bytes up to the end of the last match. */
    long matched() {
        lock.lock();
        try {
            return cursor;
        } finally {
            lock.unlock();
        }
    }

    /** Return the number of bytes in memory. */
    long kept() {
        lock.lock();
        try {
            return buffer.end() - buffer.start();
        } finally {
            lock.unlock();
        }
    }

    // The following methods are for a thread that waits, between beginWait and endWait.

    /** Lock the output and start at the end of the last match. */
    void beginWait() throws InterruptedException {
        lock.lockInterruptibly();
        waits++;
        looked();
    }

    /** Let the reader continue without this thread, and unlock. */
    void endWait() {
        waits--;
        seen.signalAll();
        lock.unlock();
    }

    /** Unlock the output during a long search in a copy of it. */
    void unlock() {
        lock.unlock();
    }

    /** Lock the output again. */
    void lock() {
        lock.lock();
    }

    /** Record that all output was searched, so that the reader may continue. */
    void looked() {
        lookedAt = buffer.end();
        seen.signalAll();
    }

    /**
     * Wait for output or its end, unlocked meanwhile; spurious wakeups are possible.
     *
     * @return the remaining time
     */
    @SuppressWarnings("WaitNotInLoop") // callers search and wait in a loop
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

    /** Consume the output up to the end of a match: the next wait begins there. */
    ConsoleMatch take(ConsolePattern pattern, PatternScanner.Hit hit) {
        long from = Math.max(cursor, hit.end() - Console.MAX_OUTPUT);
        String output = DecodedText.decode(buffer.visible(from, hit.end()));
        cursor = hit.end();
        echoFilter.forgetBefore(cursor);
        buffer.forgetBefore(cursor - HISTORY);
        return new ConsoleMatch(pattern, hit.text(), hit.groups(), output);
    }

    /** Discard unmatched output that exceeds the limit. */
    void forgetUnmatched(long scanned) {
        cursor = Math.max(cursor, scanned - Console.MAX_UNMATCHED);
        buffer.forgetBefore(cursor - HISTORY);
    }
}
