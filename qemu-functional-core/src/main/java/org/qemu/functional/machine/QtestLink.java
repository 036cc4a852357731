package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Drives a machine's devices without a guest, by lines of QEMU's qtest protocol (described in
 * {@code system/qtest.c} of its source).
 */
public final class QtestLink implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader in;
    private final List<String> interrupts = new ArrayList<>();

    private QtestLink(SocketChannel channel) {
        this.channel = channel;
        in = new BufferedReader(Channels.newReader(channel, US_ASCII));
    }

    /**
     * Give a machine that is not launched yet a qtest connection, and qtest for accelerator where
     * QEMU has that; many packaged ones do not, but answer all the same.
     */
    public static QtestLink attach(QemuMachine vm) {
        SocketPair pair = vm.inheritSocket();
        vm.addArgs("-chardev", "socket,id=qtest,fd=" + pair.fd());
        vm.addArgs("-qtest", "chardev:qtest");
        if (vm.binary().hasAccelerator("qtest")) {
            vm.addArgs("-accel", "qtest");
        }
        return new QtestLink(pair.channel());
    }

    /**
     * Send a line and return what follows {@code OK} in the reply, such as {@code 0x00} for {@code
     * readb 0x0}.
     *
     * @throws AssertionError if qtest answers otherwise; the message has its words
     * @throws UncheckedIOException if QEMU goes away
     */
    public String command(String line) {
        try {
            for (ByteBuffer rest = ByteBuffer.wrap((line + "\n").getBytes(US_ASCII));
                    rest.hasRemaining(); ) {
                channel.write(rest);
            }
            for (String reply = in.readLine(); reply != null; reply = in.readLine()) {
                if (reply.startsWith("IRQ ")) {
                    interrupts.add(reply.substring(4));
                } else if (reply.equals("OK") || reply.startsWith("OK ")) {
                    return reply.substring(2).strip();
                } else {
                    throw new AssertionError("qtest: '%s': %s".formatted(line, reply));
                }
            }
            throw new IOException("QEMU has closed it");
        } catch (IOException e) {
            throw new UncheckedIOException("the qtest connection broke at '" + line + "'", e);
        }
    }

    /**
     * Return the interrupts that came with the replies so far: {@code raise 4}, {@code lower 4}.
     */
    public List<String> interrupts() {
        return List.copyOf(interrupts);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the qtest connection", e);
        }
    }
}
