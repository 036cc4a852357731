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
 * A file system of the host, by 9P2000.L. The specification of virtio has the device's number only;
 * the transport is that of Linux ({@code net/9p/trans_virtio.c}), the messages are in the
 * protocol.md of the diod server and {@code hw/9pfs/9p.h}.
 */
public final class Virtio9p {
    /** What the device calls itself. */
    public static final int TYPE = 9;

    /** The feature: the file system has a name. */
    public static final long MOUNT_TAG = 1;

    /** The version of the protocol. */
    public static final String VERSION = "9P2000.L";

    /** No file, and no user. */
    public static final long NONE = 0xffff_ffffL;

    /** A type of a reply: an error. */
    public static final int RLERROR = 7;

    /** A type of a request: open a file. */
    public static final int TLOPEN = 12;

    /** A type of a request: make a file and open it. */
    public static final int TLCREATE = 14;

    /** A type of a request: read names of a folder. */
    public static final int TREADDIR = 40;

    /** A type of a request: make a folder. */
    public static final int TMKDIR = 72;

    /** A type of a request: remove a file. */
    public static final int TUNLINKAT = 76;

    /** A type of a request: agree on a version. */
    public static final int TVERSION = 100;

    /** A type of a request: have the root. */
    public static final int TATTACH = 104;

    /** A type of a request: have another file, by names. */
    public static final int TWALK = 110;

    /** A type of a request: read. */
    public static final int TREAD = 116;

    /** A type of a request: write. */
    public static final int TWRITE = 118;

    /** A type of a request: let go of a file. */
    public static final int TCLUNK = 120;

    /** The tag of a message without one, as the first must be. */
    private static final int NO_TAG = 0xffff;

    private static final int HEAD = 7;
    private static final int MAX_SIZE = 8192;
    private static final int TAG = 1;

    private final VirtioDevice device;

    /** Drive a device. */
    public Virtio9p(VirtioDevice device) {
        this.device = device;
    }

    /** The device. */
    public VirtioDevice device() {
        return device;
    }

    /** Agree on features, set the queue up and be ready. */
    public Virtio9p start(long features) {
        device.start(features, 0);
        return this;
    }

    /** The only queue. */
    public Virtqueue queue() {
        return device.queue(0);
    }

    /** The name of the file system, from the configuration. */
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
     * @throws AssertionError if the reply is no message, or has another tag
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
                    "9P: a reply of type %d and tag %d says to have %d bytes, where %d came for the tag %d"
                            .formatted(type, found, size, written, tag));
        }
        return new P9Reply(type, bytes.limit(size));
    }

    /** Send a request that must succeed. */
    private P9Reply done(int type, P9Message message) {
        return call(type, message).expect(type + 1);
    }

    /** Agree on a version; return the one that the device has. */
    public String version(String wanted) {
        P9Reply reply = done(TVERSION, P9Message.of().u32(MAX_SIZE).string(wanted));
        long size = reply.u32();
        if (size > MAX_SIZE) {
            throw new AssertionError(
                    "9P: messages of %d bytes are asked for, and %d offered"
                            .formatted(MAX_SIZE, size));
        }
        return reply.string();
    }

    /** Have the root as a file of a number. */
    public P9Reply.Qid attach(long file) {
        return done(TATTACH, P9Message.of().u32(file).u32(NONE).string("").string("").u32(NONE))
                .qid();
    }

    /** Have a file as a file of another number, and return what is on the way to it. */
    public List<P9Reply.Qid> walk(long file, long other, String... names) {
        P9Reply reply = done(TWALK, walking(file, other, names));
        List<P9Reply.Qid> way = new ArrayList<>();
        for (int left = reply.u16(); left > 0; left--) {
            way.add(reply.qid());
        }
        return way;
    }

    /** Return the message of {@link #walk}. */
    public static P9Message walking(long file, long other, String... names) {
        P9Message message = P9Message.of().u32(file).u32(other).u16(names.length);
        for (String name : names) {
            message.string(name);
        }
        return message;
    }

    /** Open a file, with flags as Linux's {@code open} has them. */
    public void open(long file, int flags) {
        done(TLOPEN, P9Message.of().u32(file).u32(flags));
    }

    /** Make a file in a folder, which is open then in the folder's stead. */
    public void create(long folder, String name, int flags, int mode) {
        done(TLCREATE, P9Message.of().u32(folder).string(name).u32(flags).u32(mode).u32(NONE));
    }

    /** Read from an open file, less if it ends. */
    public byte[] read(long file, long offset, int count) {
        P9Reply reply = done(TREAD, P9Message.of().u32(file).u64(offset).u32(count));
        return reply.raw((int) reply.u32());
    }

    /** Write to an open file; return how many bytes were written. */
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

    /** Make a folder in a folder. */
    public void mkdir(long folder, String name, int mode) {
        done(TMKDIR, P9Message.of().u32(folder).string(name).u32(mode).u32(NONE));
    }

    /** Read the names in an open folder, as many as go into a message. */
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

    /** Remove a file of a folder, or with {@code AT_REMOVEDIR} a folder. */
    public void unlink(long folder, String name, int flags) {
        done(TUNLINKAT, P9Message.of().u32(folder).string(name).u32(flags));
    }

    /** Let go of a file. */
    public void clunk(long file) {
        done(TCLUNK, P9Message.of().u32(file));
    }
}
