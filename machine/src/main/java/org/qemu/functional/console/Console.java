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
 * Read and write a guest's console.
 *
 * <p>A dedicated thread reads from the first byte on, whether or not a test is waiting, so that the
 * guest never blocks and no output is lost. A wait starts at the end of the last match; the output
 * after a match is kept for the next wait. After a wait that found nothing, and after output that
 * arrived outside of any wait, the next wait starts at the same place, but at most {@link
 * #MAX_UNMATCHED} bytes before the end: a console uses a bounded amount of memory however much its
 * guest writes. The transcript has the complete output.
 */
public final class Console implements AutoCloseable {
    /** The maximum output, in bytes, that a {@link ConsoleMatch} contains. */
    public static final int MAX_OUTPUT = 1 << 20;

    /** The maximum number of unmatched bytes that are kept for the next wait. */
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
     * @param transcript the file for all output; closed with this console
     * @param threads creates the single thread that reads
     * @throws IOException if the channel cannot be set to non-blocking mode
     */
    public static Console open(SocketChannel channel, Transcript transcript, ThreadFactory threads)
            throws IOException {
        return open(channel, channel, transcript, threads);
    }

    /**
     * Start to read a console that consists of two pipes or of one bidirectional channel.
     *
     * @param in the guest's output; closed with this console
     * @param out the guest's input; closed with this console
     * @param transcript the file for all output; closed with this console
     * @param threads creates the single thread that reads
     * @throws IOException if the channels cannot be set to non-blocking mode
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

    /** Queue characters for the guest, encoded in UTF-8, and return at once. */
    public void send(String text) {
        transcript.record().typed(text);
        link.send(text.getBytes(UTF_8));
    }

    /** Queue the remaining bytes of a buffer for the guest and return at once. */
    public void send(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        transcript.record().typed(copy);
        link.send(copy);
    }

    /**
     * Receives the guest's output as it arrives. The console reads no more until the listener
     * returns.
     */
    public interface Listener {
        /** Receive the first bytes of an array, which is reused after this call. */
        void received(byte[] bytes, int length);
    }

    /**
     * Add a listener. It receives the output that is still kept, and then all output as it arrives.
     */
    public void addListener(Listener listener) {
        output.addListener(listener);
    }

    /** Remove a listener. */
    public void removeListener(Listener listener) {
        output.removeListener(listener);
    }

    /**
     * Type a line and a carriage return, and return at once. The guest's echo of the line never
     * matches a pattern.
     */
    public void type(String line) {
        output.expectEcho(line.getBytes(UTF_8));
        send(line + "\r");
    }

    /**
     * Set a minimum delay between characters from now on, for guests whose UART has a small buffer
     * and no flow control.
     *
     * @param perCharacter zero for as fast as the guest reads
     */
    public void setTypingPace(Duration perCharacter) {
        link.setPace(perCharacter.toNanos());
    }

    /**
     * Set whether patterns match against escape sequences (colors, cursor movement, titles,
     * bracketed paste). By default they match only what a user sees. The transcript and {@link
     * #tail} always have the sequences.
     */
    public void setEscapesMatched(boolean matched) {
        output.showEscapes(matched);
    }

    /**
     * Set how long to wait for more output if the match of a regular expression ends with the
     * output and could grow. The default is 50 ms; a match that ends in a number waits until
     * something follows it, at most until the timeout.
     *
     * @param time zero to accept such a match at once
     */
    public void setSettleTime(Duration time) {
        waiter.setSettleTime(time);
    }

    /**
     * Wait for the first of several patterns.
     *
     * @param success patterns that complete the wait successfully
     * @param failure patterns that fail the wait; if a success pattern ends with the same byte, the
     *     wait succeeds
     * @param timeout not negative; if zero, only the output received so far is searched
     * @throws IllegalArgumentException if there are no patterns
     */
    public ConsoleOutcome await(
            List<ConsolePattern> success, List<ConsolePattern> failure, Duration timeout)
            throws InterruptedException {
        return waiter.await(success, failure, timeout, null);
    }

    /**
     * Wait as {@link #await} does; send keys at the start and after each output until a pattern is
     * found. This is for boot loaders that expect a key press at an unpredictable time.
     */
    public ConsoleOutcome awaitWhileSending(
            String keys,
            List<ConsolePattern> success,
            List<ConsolePattern> failure,
            Duration timeout)
            throws InterruptedException {
        byte[] bytes = keys.getBytes(UTF_8);
        return waiter.await(success, failure, timeout, () -> link.send(bytes));
    }

    /** Return the number of bytes in memory. */
    long kept() {
        return output.kept();
    }

    /**
     * Return the end of all output so far, whether or not a wait has matched it.
     *
     * @param maxBytes the maximum number of bytes; fewer if less output is kept
     */
    public String tail(int maxBytes) {
        return output.tail(maxBytes);
    }

    /** Return the number of bytes received so far. */
    public long received() {
        return output.length();
    }

    /** Return the number of bytes up to the end of the last match; 0 before the first. */
    public long matched() {
        return output.matched();
    }

    /** Return the transcript that this console writes. */
    public Transcript transcript() {
        return transcript;
    }

    /**
     * Signal that the other end is gone: the console reads what is still in the channel and then
     * ends.
     */
    public void finish() {
        link.finish();
    }

    /**
     * End the console and wait until its transcript is complete, even if the thread is interrupted.
     */
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
