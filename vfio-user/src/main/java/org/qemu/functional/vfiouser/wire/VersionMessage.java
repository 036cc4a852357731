package org.qemu.functional.vfiouser.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first message of each side: its version and capabilities.
 *
 * @param major the major version, 0
 * @param minor the minor version, 1
 * @param json the capabilities as JSON, without the zero byte at the end of the payload; {@code
 *     null} if none came
 */
public record VersionMessage(int major, int minor, @Nullable String json) implements Payload {
    /** The major version of the protocol. */
    public static final int MAJOR = 0;

    /** The minor version of the protocol. */
    public static final int MINOR = 1;

    /** The size of the payload without JSON, in bytes. */
    public static final int SIZE = 4;

    public VersionMessage {
        PayloadFields.checkU16("major", major);
        PayloadFields.checkU16("minor", minor);
    }

    /** Return the message with this version of the protocol. */
    public static VersionMessage of(Capabilities capabilities) {
        return new VersionMessage(MAJOR, MINOR, capabilities.toJson());
    }

    /**
     * Return the capabilities; the defaults of the protocol if none came.
     *
     * @throws MalformedPayloadException if the JSON is not valid, or a capability has the wrong
     *     type or value
     */
    public Capabilities capabilities() {
        return json == null ? Capabilities.NONE : Capabilities.parse(json);
    }

    @Override
    public int size() {
        return SIZE + (json == null ? 0 : json.getBytes(UTF_8).length + 1);
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putShort((short) major).putShort((short) minor);
        if (json != null) {
            out.put(json.getBytes(UTF_8)).put((byte) 0);
        }
    }

    /**
     * Read a request or a reply. The JSON is not parsed yet.
     *
     * @throws MalformedPayloadException if it is too short, or the JSON does not end in a zero byte
     */
    public static VersionMessage decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "VERSION");
        int major = PayloadFields.u16(in);
        int minor = PayloadFields.u16(in);
        if (!in.hasRemaining()) {
            return new VersionMessage(major, minor, null);
        }
        byte[] json = new byte[in.remaining()];
        in.get(json);
        int end = 0;
        while (end < json.length && json[end] != 0) {
            end++;
        }
        if (end == json.length) {
            throw new MalformedPayloadException(
                    "the JSON of 'VERSION' does not end in a zero byte: '%s'"
                            .formatted(new String(json, UTF_8)));
        }
        return new VersionMessage(major, minor, new String(json, 0, end, UTF_8));
    }
}
