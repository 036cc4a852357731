package org.qemu.functional.qtest.qos.virtio.driver;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.virtio.DescriptorChain;
import org.qemu.functional.qtest.qos.virtio.UsedBuffer;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice;
import org.qemu.functional.qtest.qos.virtio.VirtioDevice.Loan;
import org.qemu.functional.qtest.qos.virtio.Virtqueue;

/**
 * A file system of the host, accessed by 9P2000.L. The virtio specification has only the number of
 * the device. The transport is the same as in Linux ({@code net/9p/trans_virtio.c}); the messages
 * are described in protocol.md of the diod server and in {@code hw/9pfs/9p.h}.
 */
public final class Virtio9p {
    /** The virtio device type. */
    public static final int TYPE = 9;

    /** A feature: the file system has a name. */
    public static final long MOUNT_TAG = 1;

    /** The version of the protocol. */
    public static final String VERSION = "9P2000.L";

    /** No file, or no user. */
    public static final long NONE = 0xffff_ffffL;

    /** A reply type: error. */
    public static final int RLERROR = 7;

    /** A request type: open a file. */
    public static final int TLOPEN = 12;

    /** A request type: create and open a file. */
    public static final int TLCREATE = 14;

    /** A request type: read names of a directory. */
    public static final int TREADDIR = 40;

    /** A request type: create a directory. */
    public static final int TMKDIR = 72;

    /** A request type: remove a file. */
    public static final int TUNLINKAT = 76;

    /** A request type: negotiate the version. */
    public static final int TVERSION = 100;

    /** A request type: associate a file number with the root. */
    public static final int TATTACH = 104;

    /** A request type: associate a file number with a file, by names. */
    public static final int TWALK = 110;

    /** A request type: read. */
    public static final int TREAD = 116;

    /** A request type: write. */
    public static final int TWRITE = 118;

    /** A request type: release a file number. */
    public static final int TCLUNK = 120;

    /** The tag of a message without one, which the first message must use. */
    private static final int NO_TAG = 0xffff;

    private static final int HEAD = 7;
    private static final int MAX_SIZE = 8192;
    private static final int TAG = 1;

    private final VirtioDevice device;

    /** Create a driver for a device. */
    public Virtio9p(VirtioDevice device) {
        this.device = device;
    }

    /** Return the device. */
    public VirtioDevice device() {
        return device;
    }

    /** Negotiate features, set up the queue and start. */
    public Virtio9p start(long features) {
        device.start(features, 0);
        return this;
    }

    /** Return the only queue. */
    public Virtqueue queue() {
        return device.queue(0);
    }

    /** Return the name of the file system, from the configuration. */
    public String tag() {
        Region config = device.transport().config();
        byte[] name = new byte[config.readw(0)];
        for (int i = 0; i < name.length; i++) {
            name[i] = (byte) config.readb(2L + i);
        }
        return new String(name, StandardCharsets.UTF_8);
    }

    /**
     * Send a request and wait for the reply.
     *
     * @throws AssertionError if the reply is malformed or has another tag
     */
    public P9Reply call(int type, P9Message message) {
        byte[] body = message.toBytes();
        int tag = type == TVERSION ? NO_TAG : TAG;
        ByteBuffer request = ByteBuffer.allocate(HEAD + body.length).order(LITTLE_ENDIAN);
        request.putInt(request.capacity()).put((byte) type).putShort((short) tag).put(body);
        try (Loan sent = device.lend(request.capacity()).write(request.array());
                Loan received = device.lend(MAX_SIZE)) {
            UsedBuffer used =
                    queue().run(
                                    DescriptorChain.of()
                                            .out(sent.address(), sent.size())
                                            .in(received.address(), received.size()));
            return reply(ByteBuffer.wrap(received.read()), used.written(), tag);
        }
    }

    private static P9Reply reply(ByteBuffer bytes, long written, int tag) {
        int size = bytes.order(LITTLE_ENDIAN).getInt();
        int type = bytes.get() & 0xff;
        int found = bytes.getShort() & 0xffff;
        if (size < HEAD || size > written || found != tag) {
            throw new AssertionError(
                    "9P: reply of type %d and tag %d has size %d in its header, but %d bytes were received for tag %d"
                            .formatted(type, found, size, written, tag));
        }
        return new P9Reply(type, bytes.limit(size));
    }

    /** Send a request that must succeed, and return the reply. */
    private P9Reply done(int type, P9Message message) {
        return call(type, message).expect(type + 1);
    }

    /** Negotiate the version, and return that of the device. */
    public String version(String wanted) {
        P9Reply reply = done(TVERSION, P9Message.of().u32(MAX_SIZE).string(wanted));
        long size = reply.u32();
        if (size > MAX_SIZE) {
            throw new AssertionError(
                    "9P: requested messages of %d bytes, but the device offers %d"
                            .formatted(MAX_SIZE, size));
        }
        return reply.string();
    }

    /** Associate a file number with the root. */
    public P9Reply.Qid attach(long file) {
        return done(TATTACH, P9Message.of().u32(file).u32(NONE).string("").string("").u32(NONE))
                .qid();
    }

    /**
     * Associate another file number with the file that the names lead to, and return the
     * identification of each file on the way.
     */
    public List<P9Reply.Qid> walk(long file, long other, String... names) {
        P9Reply reply = done(TWALK, walking(file, other, names));
        List<P9Reply.Qid> way = new ArrayList<>();
        for (int left = reply.u16(); left > 0; left--) {
            way.add(reply.qid());
        }
        return way;
    }

    /** Return the request that {@link #walk} sends. */
    public static P9Message walking(long file, long other, String... names) {
        P9Message message = P9Message.of().u32(file).u32(other).u16(names.length);
        for (String name : names) {
            message.string(name);
        }
        return message;
    }

    /** Open a file with flags of Linux's {@code open}. */
    public void open(long file, int flags) {
        done(TLOPEN, P9Message.of().u32(file).u32(flags));
    }

    /** Create a file in a directory. The directory's file number then refers to the open file. */
    public void create(long folder, String name, int flags, int mode) {
        done(TLCREATE, P9Message.of().u32(folder).string(name).u32(flags).u32(mode).u32(NONE));
    }

    /** Read from an open file; the result is shorter if the file ends. */
    public byte[] read(long file, long offset, int count) {
        P9Reply reply = done(TREAD, P9Message.of().u32(file).u64(offset).u32(count));
        return reply.raw((int) reply.u32());
    }

    /** Write to an open file, and return the number of written bytes. */
    public long write(long file, long offset, byte[] bytes) {
        return done(
                        TWRITE,
                        P9Message.of(bytes.length + 16)
                                .u32(file)
                                .u64(offset)
                                .u32(bytes.length)
                                .raw(bytes))
                .u32();
    }

    /** Create a directory in a directory. */
    public void mkdir(long folder, String name, int mode) {
        done(TMKDIR, P9Message.of().u32(folder).string(name).u32(mode).u32(NONE));
    }

    /** Read the names in an open directory, as many as fit into a message. */
    public List<String> names(long folder) {
        P9Reply reply = done(TREADDIR, P9Message.of().u32(folder).u64(0).u32(MAX_SIZE - 64));
        List<String> names = new ArrayList<>();
        reply.u32();
        while (reply.hasMore()) {
            reply.qid();
            reply.u64();
            reply.u8();
            names.add(reply.string());
        }
        return names;
    }

    /** Remove a file from a directory, or with {@code AT_REMOVEDIR} a directory. */
    public void unlink(long folder, String name, int flags) {
        done(TUNLINKAT, P9Message.of().u32(folder).string(name).u32(flags));
    }

    /** Release a file number. */
    public void clunk(long file) {
        done(TCLUNK, P9Message.of().u32(file));
    }
}
