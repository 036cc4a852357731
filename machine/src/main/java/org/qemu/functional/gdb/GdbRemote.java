package org.qemu.functional.gdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Debug a machine through the gdbstub of its QEMU: {@code -gdb unix:path=…,server=on,wait=off}.
 *
 * <p>Not thread-safe. Every wait has a deadline, {@link #TIMEOUT} by default.
 */
public final class GdbRemote implements AutoCloseable {
    /** The default time limit for a reply. */
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final int INTERRUPT = 3;
    private static final HexFormat HEX = HexFormat.of();

    private final PacketLink link;
    private final Duration timeout;
    private String features = "";
    private @Nullable TargetDescription description;

    private GdbRemote(PacketLink link, Duration timeout) {
        this.link = link;
        this.timeout = TimeoutScale.scaled(timeout);
    }

    /**
     * Connect to a stub on a UNIX socket; this stops the machine.
     *
     * @throws GdbException if there is no stub, or it does not implement the protocol
     */
    public static GdbRemote connect(Path socket) {
        return connect(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(socket), TIMEOUT);
    }

    /** Connect to a stub on a TCP port: see {@link #connect(Path)}. */
    public static GdbRemote connect(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        return connect(StandardProtocolFamily.INET, address, TIMEOUT);
    }

    static GdbRemote connect(
            StandardProtocolFamily family, SocketAddress address, Duration timeout) {
        try {
            SocketChannel channel = SocketChannel.open(family);
            try {
                channel.connect(address);
                GdbRemote gdb = new GdbRemote(new PacketLink(channel), timeout);
                gdb.shakeHands();
                return gdb;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new GdbException("cannot connect to a gdbstub at '%s'".formatted(address), e);
        }
    }

    private void shakeHands() {
        features = ask("qSupported:multiprocess-;swbreak+;hwbreak+;qRelocInsn-");
        if (supports("QStartNoAckMode")) {
            expectOk("QStartNoAckMode");
            link.stopAcknowledging();
        }
        stopReply("?", timeout);
    }

    /** Return whether the stub has announced a feature, such as {@code ReverseStep}. */
    public boolean supports(String feature) {
        return (";" + features + ";").contains(";" + feature + "+;");
    }

    /**
     * Return GDB's name of the architecture, such as {@code i386:x86-64}; empty if the stub did not
     * send it.
     */
    public String architecture() {
        return description().architecture();
    }

    private TargetDescription description() {
        if (description == null) {
            description = TargetDescription.read(this::readFeatureFile);
        }
        return description;
    }

    private String readFeatureFile(String file) {
        StringBuilder text = new StringBuilder();
        while (true) {
            String part = ask("qXfer:features:read:%s:%x,ffb".formatted(file, text.length()));
            if (part.isEmpty() || part.charAt(0) == 'E') {
                throw new GdbException("the stub does not provide '%s'".formatted(file));
            }
            text.append(part, 1, part.length());
            if (part.charAt(0) == 'l') {
                return text.toString();
            }
        }
    }

    /** Return the program counter. */
    public long pc() {
        return readRegister(description().programCounter());
    }

    /**
     * Return a register's value, or its lower 64 bits if it has more.
     *
     * @throws GdbException if there is no register with this name
     */
    public long readRegister(String name) {
        int number =
                description()
                        .number(name)
                        .orElseThrow(
                                () ->
                                        new GdbException(
                                                "there is no register '%s'; the registers are %s"
                                                        .formatted(
                                                                name, description().registers())));
        byte[] bytes = bytes(ask("p%x".formatted(number)), "register '" + name + "'");
        return value(bytes, description().order());
    }

    private static long value(byte[] bytes, ByteOrder order) {
        long value = 0;
        for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
            int at = order == ByteOrder.LITTLE_ENDIAN ? i : bytes.length - 1 - i;
            value |= (bytes[at] & 0xffL) << (8 * i);
        }
        return value;
    }

    /**
     * Read memory at a virtual address.
     *
     * @throws GdbException if it cannot be read
     */
    public byte[] readMemory(long address, int length) {
        return bytes(ask("m%x,%x".formatted(address, length)), "memory at 0x%x".formatted(address));
    }

    /**
     * Write memory at a virtual address.
     *
     * @throws GdbException if it cannot be written
     */
    public void writeMemory(long address, byte[] bytes) {
        expectOk("M%x,%x:%s".formatted(address, bytes.length, HEX.formatHex(bytes)));
    }

    /** Execute one instruction. */
    public StopReply step() {
        return stopReply("s", timeout);
    }

    /**
     * Reverse one instruction in a replay.
     *
     * @throws GdbException if the stub does not support it
     */
    public StopReply reverseStep() {
        return stopReply("bs", timeout);
    }

    /** Continue until the machine stops. */
    public StopReply continueUntilStop() {
        return stopReply("c", timeout);
    }

    /** Continue until the machine stops, with a time limit. */
    public StopReply continueUntilStop(Duration limit) {
        return stopReply("c", TimeoutScale.scaled(limit));
    }

    /**
     * Run backwards in a replay until the machine stops.
     *
     * @throws GdbException if the stub does not support it
     */
    public StopReply reverseContinue() {
        return stopReply("bc", timeout);
    }

    /** Let the machine run and return at once. Call {@link #interrupt} before any other command. */
    public void continueInBackground() {
        link.send("c", timeout);
    }

    /** Stop a machine that runs in the background. */
    public StopReply interrupt() {
        link.sendByte(INTERRUPT);
        return StopReply.parse(link.receive(timeout, "a stop after an interrupt"));
    }

    /** Set a software breakpoint at a virtual address. */
    public void insertBreakpoint(long address) {
        expectOk("Z0,%x,1".formatted(address));
    }

    /** Remove a software breakpoint. */
    public void removeBreakpoint(long address) {
        expectOk("z0,%x,1".formatted(address));
    }

    /** Execute a command of QEMU's human monitor and return its output. */
    public String monitor(String command) {
        link.send("qRcmd," + HEX.formatHex(command.getBytes(UTF_8)), timeout);
        StringBuilder answer = new StringBuilder();
        while (true) {
            String reply = link.receive(timeout, "an answer to 'monitor " + command + "'");
            if (reply.equals("OK")) {
                return answer.toString();
            }
            if (!reply.startsWith("O")) {
                throw new GdbException(
                        "the reply to 'monitor %s' is '%s'".formatted(command, reply));
            }
            answer.append(new String(HEX.parseHex(reply.substring(1)), UTF_8));
        }
    }

    /** Detach from the machine, which continues to run. */
    public void detach() {
        expectOk("D");
    }

    private StopReply stopReply(String command, Duration limit) {
        link.send(command, timeout);
        while (true) {
            String reply = link.receive(limit, "a stop after '%s'".formatted(command));
            if (reply.isEmpty()) {
                throw new GdbException("the stub does not support '%s'".formatted(command));
            }
            if (!reply.startsWith("O")) { // output of the program
                return StopReply.parse(reply);
            }
        }
    }

    private String ask(String command) {
        link.send(command, timeout);
        return link.receive(timeout, "a reply to '%s'".formatted(command));
    }

    private void expectOk(String command) {
        String reply = ask(command);
        if (!reply.equals("OK")) {
            throw new GdbException(
                    reply.isEmpty()
                            ? "the stub does not support '%s'".formatted(command)
                            : "the stub answered '%s' to '%s'".formatted(reply, command));
        }
    }

    private static byte[] bytes(String reply, String what) {
        if (reply.startsWith("E") || reply.isEmpty()) {
            throw new GdbException("cannot read %s: '%s'".formatted(what, reply));
        }
        try {
            return HEX.parseHex(reply);
        } catch (IllegalArgumentException e) {
            throw new GdbException("'%s' is not %s in hex".formatted(reply, what), e);
        }
    }

    /** Close the connection; QEMU then lets the machine run. */
    @Override
    public void close() {
        link.close();
    }
}
