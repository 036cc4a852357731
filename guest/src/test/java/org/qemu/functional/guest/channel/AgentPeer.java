package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.qemu.functional.guest.internal.agent.AgentFrame;
import org.qemu.functional.guest.internal.agent.AgentFrameReader;
import org.qemu.functional.guest.internal.agent.AgentSession;

/** The guest's end of an agent's port; a test determines what it sends. */
public final class AgentPeer {
    private final SocketChannel guest;
    private final DataInputStream in;
    private final BlockingQueue<byte[]> greetings = new LinkedBlockingQueue<>();
    private final BlockingQueue<AgentFrame> frames = new LinkedBlockingQueue<>();
    private volatile boolean answering = true;
    private volatile Runnable onReceive = () -> {};
    private volatile String boot = "boot-1";

    public AgentPeer(SocketChannel guest) {
        this.guest = guest;
        this.in = new DataInputStream(Channels.newInputStream(guest));
        Thread thread = new Thread(this::read, "agent-peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            while (true) {
                byte[] start = in.readNBytes(Integer.BYTES);
                if (start.length < Integer.BYTES) {
                    return;
                }
                if (Arrays.equals(start, Arrays.copyOf(AgentFrameReader.magic(), Integer.BYTES))) {
                    in.skipNBytes(AgentFrameReader.magic().length - Integer.BYTES);
                    greeted(in.readNBytes(AgentSession.NONCE));
                } else {
                    char type = (char) in.readByte();
                    int id = in.readInt();
                    byte[] payload = in.readNBytes(ByteBuffer.wrap(start).getInt() - 5);
                    frames.add(new AgentFrame(type, id, payload));
                    onReceive.run();
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void greeted(byte[] nonce) {
        greetings.add(nonce);
        onReceive.run();
        if (answering) {
            hello(nonce);
        }
    }

    /** Set whether to answer greetings automatically. */
    public void answer(boolean wanted) {
        answering = wanted;
    }

    /** Set an action to run on the reading thread after each message or greeting. */
    void setOnReceive(Runnable action) {
        onReceive = action;
    }

    /** Return the next message. */
    public AgentFrame frame() throws InterruptedException {
        return frames.take();
    }

    /** Return the next greeting. */
    public byte[] greeting() throws InterruptedException {
        return greetings.take();
    }

    /** Return the next message of a type, and drop other messages before it. */
    public AgentFrame frame(char type) throws InterruptedException {
        AgentFrame frame;
        do {
            frame = frames.take();
        } while (frame.type() != type);
        return frame;
    }

    /** Return whether there is an unread message. */
    public boolean hasFrame() {
        return !frames.isEmpty();
    }

    /** Answer a greeting. */
    public void hello(byte[] nonce) {
        ByteBuffer payload = ByteBuffer.allocate(nonce.length + boot.length());
        payload.put(nonce).put(boot.getBytes(US_ASCII));
        write(ByteBuffer.wrap(AgentFrameReader.magic()));
        say(AgentFrame.HELLO, 0, payload.array());
    }

    /** Send the message of an agent that has started, in the same boot or in another. */
    public void begin(String newBoot) {
        boot = newBoot;
        hello(new byte[AgentSession.NONCE]);
    }

    /** Send a message. */
    public void say(char type, int id, byte... payload) {
        AgentFrame frame = new AgentFrame(type, id, payload);
        ByteBuffer bytes = ByteBuffer.allocate(frame.length());
        frame.encode(bytes);
        write(bytes.flip());
    }

    /** Send the message that a command has ended with status 0. */
    public void exit(int id) {
        say(AgentFrame.EXITED, id, (byte) 0, (byte) 0);
    }

    private synchronized void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                guest.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
