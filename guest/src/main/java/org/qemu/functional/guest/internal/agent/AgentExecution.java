package org.qemu.functional.guest.internal.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.channel.CommandOutput;
import org.qemu.functional.guest.channel.Execution;
import org.qemu.functional.guest.channel.GuestExitStatus;
import org.qemu.functional.guest.channel.OutputLimitError;

/** A command that the agent runs. */
final class AgentExecution implements Execution, AgentLink.Receiver {
    private static final int SIGKILL = 9;

    private final AgentOperation operation;
    private final Object lock = new Object();
    private final StreamBuffer stdout =
            new StreamBuffer(lock, taken -> grant(AgentFrame.OUTPUT, taken), this::lost);
    private final StreamBuffer stderr =
            new StreamBuffer(lock, taken -> grant(AgentFrame.ERRORS, taken), this::lost);
    private final Input stdin = new Input();
    private int room = AgentFrame.WINDOW;
    private @Nullable GuestExitStatus status;
    private @Nullable Throwable broken;

    AgentExecution(AgentOperation operation) {
        this.operation = operation;
    }

    /** Send the command; its results are expected from now on. */
    void start(char type, byte[] script) {
        operation.register(this);
        try {
            operation.send(type, script);
        } catch (AssertionError e) {
            operation.forget();
            throw e;
        }
    }

    private AssertionError lost(Throwable cause) {
        return operation.lost("a command's end", cause);
    }

    @Override
    public void received(AgentFrame frame) {
        switch (frame.type()) {
            case AgentFrame.OUTPUT -> stdout.add(frame.payload());
            case AgentFrame.ERRORS -> stderr.add(frame.payload());
            case AgentFrame.INPUT_TAKEN -> {
                synchronized (lock) {
                    room += frame.buffer().getInt();
                    lock.notifyAll();
                }
            }
            case AgentFrame.EXITED -> {
                int code = frame.payload()[0] & 0xff;
                int signal = frame.payload()[1];
                end(
                        signal == 0 ? GuestExitStatus.of(code) : GuestExitStatus.ofSignal(signal),
                        null);
                operation.forget();
            }
            case AgentFrame.FAILED ->
                    end(null, new AssertionError("the guest: " + Reply.failure(frame)));
            default -> end(null, new AssertionError("unexpected message '" + frame.type() + "'"));
        }
    }

    private void end(@Nullable GuestExitStatus how, @Nullable Throwable cause) {
        synchronized (lock) {
            if (status == null && broken == null) {
                status = how;
                broken = cause;
                stdout.end(cause);
                stderr.end(cause);
                lock.notifyAll();
            }
        }
    }

    @Override
    public void broken(Throwable cause) {
        end(null, cause);
    }

    private void grant(char stream, int taken) {
        byte[] payload = ByteBuffer.allocate(5).put((byte) stream).putInt(taken).array();
        operation.send(AgentFrame.GRANT, payload);
    }

    @Override
    public OutputStream stdin() {
        return stdin;
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
        synchronized (lock) {
            if (status != null) {
                return;
            }
        }
        operation.send(AgentFrame.SIGNAL, new byte[] {(byte) signal});
    }

    @Override
    public Optional<GuestExitStatus> await(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (lock) {
            while (status == null) {
                if (broken != null) {
                    throw lost(broken);
                }
                if (!awaitChange(deadline)) {
                    return Optional.empty();
                }
            }
            return Optional.of(status);
        }
    }

    /** Return false when the deadline has passed; the caller holds the lock. */
    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private boolean awaitChange(long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        lock.wait(left / 1_000_000, (int) (left % 1_000_000));
        return true;
    }

    @Override
    public Optional<CommandOutput> collect(long most, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        while (true) {
            int outDue;
            int errDue;
            synchronized (lock) {
                while (status == null
                        && broken == null
                        && stdout.available() + stderr.available() == 0) {
                    if (!awaitChange(deadline)) {
                        return Optional.empty();
                    }
                }
                outDue = stdout.drainTo(out);
                errDue = stderr.drainTo(err);
                if (Math.max(out.size(), err.size()) > most) {
                    throw new OutputLimitError(most);
                }
                if (broken != null) {
                    throw lost(broken);
                }
                if (status != null) {
                    return Optional.of(
                            new CommandOutput(status, out.toByteArray(), err.toByteArray()));
                }
            }
            stdout.tell(outDue);
            stderr.tell(errDue);
            if (System.nanoTime() > deadline) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        boolean runs;
        synchronized (lock) {
            runs = status == null && broken == null;
        }
        if (runs) {
            operation.sendIfPossible(AgentFrame.SIGNAL, new byte[] {SIGKILL});
        }
        operation.forget();
        end(null, new AssertionError("the command was closed"));
    }

    /** The command's input, limited by the flow control window. */
    private final class Input extends OutputStream {
        private boolean closed;

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] source, int start, int length) throws IOException {
            Objects.checkFromIndexSize(start, length, source.length);
            int done = 0;
            while (done < length) {
                int count = awaitRoom(Math.min(length - done, AgentFrame.BLOCK));
                if (count == 0) {
                    return;
                }
                operation.send(
                        AgentFrame.INPUT,
                        Arrays.copyOfRange(source, start + done, start + done + count));
                done += count;
            }
        }

        /**
         * Wait for room in the window; return 0 when the command has ended and needs no more input.
         */
        private int awaitRoom(int wanted) throws IOException {
            synchronized (lock) {
                while (room == 0 && status == null && broken == null) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IOException("interrupted while a command takes its input", e);
                    }
                }
                if (broken != null) {
                    AssertionError error = lost(broken);
                    throw new IOException(error.getMessage(), error);
                }
                int count = status != null ? 0 : Math.min(room, wanted);
                room -= count;
                return count;
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                if (closed || status != null || broken != null) {
                    return;
                }
                closed = true;
            }
            operation.sendIfPossible(AgentFrame.INPUT_ENDS, new byte[0]);
        }
    }
}
