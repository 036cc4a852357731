package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;

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

    private final ConsoleOutput output;
    private final ConsoleWaiter waiter;
    private final Transcript transcript;
    private final ConsoleTransport link;
    private final Thread thread;

    private <
                    I extends SelectableChannel & ReadableByteChannel,
                    O extends SelectableChannel & WritableByteChannel>
            Console(I in, O out, Transcript transcript, ThreadFactory threads) throws IOException {
        this.transcript = transcript;
        this.output = new ConsoleOutput(transcript);
        this.waiter = new ConsoleWaiter(output);
        this.link = new ConsoleTransport(in, out, output);
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
        output.addListener(listener);
    }

    /** Tell a listener no more. */
    public void removeListener(Listener listener) {
        output.removeListener(listener);
    }

    /**
     * Type a line and a carriage return, and return at once. What the guest echoes of the line is
     * never taken for something awaited.
     */
    public void type(String line) {
        output.expectEcho(line.getBytes(UTF_8));
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
        output.showEscapes(matched);
    }

    /**
     * Say how long the match of a regular expression that ends with the output, and that more
     * output could lengthen, is given to grow. Otherwise that is 50 ms, but for a match that ends
     * in a number until something follows it, at most to the end of the wait.
     *
     * @param time zero for not at all
     */
    public void setSettleTime(Duration time) {
        waiter.setSettleTime(time);
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
        return waiter.await(success, failure, timeout, null);
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
        return waiter.await(success, failure, timeout, () -> send(keys));
    }

    /** How many bytes are in memory. */
    long kept() {
        return output.kept();
    }

    /**
     * Return the end of all output so far, whether it was awaited or not.
     *
     * @param maxBytes at most so many bytes, of those that are still kept
     */
    public String tail(int maxBytes) {
        return output.tail(maxBytes);
    }

    /** The number of bytes that have come so far. */
    public long received() {
        return output.length();
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
}
