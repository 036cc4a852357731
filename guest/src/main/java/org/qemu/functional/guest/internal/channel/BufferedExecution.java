package org.qemu.functional.guest.internal.channel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestExitStatus;
import org.qemu.functional.guest.channel.OutputLimitError;

/** A command whose input is fixed at its start and whose output arrives when it has ended. */
public final class BufferedExecution implements Execution {
    /** A practically unlimited time; the loss of the guest ends the wait. */
    private static final Duration FOREVER = Duration.ofDays(3650);

    private static final int SIGKILL = 9;

    /**
     * The result of a command.
     *
     * @param limit the number of bytes kept of a stream if the command wrote more; else negative
     */
    public record End(CommandOutput output, long limit) {}

    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final Cancellation operation;
    private final String noInput;
    private final IntConsumer signals;
    private final Stream stdout = new Stream(CommandOutput::stdout);
    private final Stream stderr = new Stream(CommandOutput::stderr);

    /**
     * Represent a running command.
     *
     * @param operation the operation that started it
     * @param noInput the message for attempts to write input, with the alternative
     * @param signals sends a signal to the command
     */
    public BufferedExecution(Cancellation operation, String noInput, IntConsumer signals) {
        this.operation = operation;
        this.noInput = noInput;
        this.signals = signals;
    }

    /**
     * Return a future that completes with the result of the command, or an {@link AssertionError}.
     */
    public CompletableFuture<End> end() {
        return end;
    }

    /**
     * Return a stream that supports only close(); other operations report that they are
     * unsupported.
     */
    @Override
    public OutputStream stdin() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException(noInput);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (length > 0) {
                    throw new UnsupportedOperationException(noInput);
                }
            }
        };
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr;
    }

    @Override
    public void signal(int signal) {
        if (!end.isDone()) {
            signals.accept(signal);
        }
    }

    @Override
    public Optional<GuestExitStatus> await(Duration limit) throws InterruptedException {
        return awaitEnd(limit).map(ended -> ended.output().status());
    }

    @Override
    public Optional<CommandOutput> collect(long most, Duration limit) throws InterruptedException {
        Optional<End> ended = awaitEnd(limit);
        if (ended.isPresent() && ended.get().limit() >= 0) {
            throw new OutputLimitError(ended.get().limit());
        }
        Optional<CommandOutput> output = ended.map(End::output);
        if (output.isPresent()
                && Math.max(output.get().stdout().length, output.get().stderr().length) > most) {
            throw new OutputLimitError(most);
        }
        return output;
    }

    private Optional<End> awaitEnd(Duration limit) throws InterruptedException {
        try {
            return Optional.of(operation.await(end, "a command's end", limit));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (end.isDone() || operation.isEnded()) {
            return;
        }
        try {
            signals.accept(SIGKILL);
        } catch (AssertionError e) {
            if (!operation.isEnded()) {
                throw e;
            }
        }
    }

    /** One of the two output streams, which waits for the end of the command at the first byte. */
    private final class Stream extends InputStream {
        private final Function<CommandOutput, byte[]> which;
        private @Nullable InputStream bytes;
        private long limit;

        Stream(Function<CommandOutput, byte[]> which) {
            this.which = which;
        }

        private synchronized InputStream bytes() throws IOException {
            if (bytes == null) {
                try {
                    End ended = operation.await(end, "a command's end", FOREVER);
                    limit = ended.limit();
                    bytes = new ByteArrayInputStream(which.apply(ended.output()));
                } catch (AssertionError | TimeoutException e) {
                    throw new IOException(e.getMessage(), e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while waiting for a command's output", e);
                }
            }
            return bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int start, int length) throws IOException {
            int count = bytes().read(target, start, length);
            if (count < 0 && limit >= 0) {
                throw new IOException(new OutputLimitError(limit).getMessage());
            }
            return count;
        }

        @Override
        public int available() throws IOException {
            return end.isDone() ? bytes().available() : 0;
        }
    }
}
