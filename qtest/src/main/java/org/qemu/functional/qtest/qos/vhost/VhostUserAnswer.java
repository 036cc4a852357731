package org.qemu.functional.qtest.qos.vhost;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.linux.Descriptors;

/** The processing of one request, under the lock of the back end. */
final class VhostUserAnswer {
    private static final int RING_NUMBER = 0xff;
    private static final int WITHOUT_DESCRIPTOR = 1 << 8;

    /** Offset, size and flags of a part of the configuration. */
    private static final int CONFIG_HEADER = 12;

    private final VhostUserBackEnd backEnd;
    private final int number;
    private final ByteBuffer payload;
    private final List<FileDescriptor> descriptors;
    private final VhostUserOptions offered;

    VhostUserAnswer(
            VhostUserBackEnd backEnd,
            VhostUserConnection.Request request,
            VhostUserOptions offered) {
        this.backEnd = backEnd;
        this.number = request.number();
        this.payload = request.payload();
        this.descriptors = request.descriptors();
        this.offered = offered;
    }

    /** Process the request and return the payload of the reply; {@code null} for no reply. */
    byte @Nullable [] payload() throws IOException {
        switch (number) {
            case VhostUserRequest.GET_FEATURES -> {
                return number(offered.features());
            }
            case VhostUserRequest.GET_PROTOCOL_FEATURES -> {
                return number(offered.protocolFeatures());
            }
            case VhostUserRequest.GET_QUEUE_NUM -> {
                return number(offered.queues());
            }
            case VhostUserRequest.GET_CONFIG -> {
                return config();
            }
            case VhostUserRequest.GET_VRING_BASE -> {
                payload.putInt(4, backEnd.ring(payload.getInt(0)).stop());
                return copyOfPayload();
            }
            case VhostUserRequest.SET_VRING_KICK -> {
                backEnd.ring(payload.getInt(0) & RING_NUMBER).setKick(descriptor());
                return null;
            }
            case VhostUserRequest.SET_VRING_CALL -> {
                backEnd.ring(payload.getInt(0) & RING_NUMBER).setCall(descriptor());
                return null;
            }
            case VhostUserRequest.SET_MEM_TABLE ->
                    backEnd.setMemory(SharedMemory.of(payload, descriptors));
            default -> configureRing();
        }
        for (FileDescriptor descriptor : descriptors) {
            Descriptors.close(descriptor);
        }
        return null;
    }

    private void configureRing() {
        switch (number) {
            case VhostUserRequest.SET_VRING_NUM ->
                    backEnd.ring(payload.getInt(0)).setSize(payload.getInt(4));
            case VhostUserRequest.SET_VRING_ADDR ->
                    backEnd.ring(payload.getInt(0)).setAddresses(payload);
            case VhostUserRequest.SET_VRING_BASE ->
                    backEnd.ring(payload.getInt(0)).start(payload.getInt(4));
            case VhostUserRequest.SET_VRING_ENABLE ->
                    backEnd.ring(payload.getInt(0)).setEnabled(payload.getInt(4) != 0);
            default -> {
                // Others need no action.
            }
        }
    }

    private byte[] copyOfPayload() {
        byte[] all = new byte[payload.limit()];
        payload.get(0, all);
        return all;
    }

    private @Nullable FileDescriptor descriptor() {
        return (payload.getInt(0) & WITHOUT_DESCRIPTOR) != 0 ? null : descriptors.get(0);
    }

    private byte[] config() {
        byte[] all = copyOfPayload();
        byte[] config = Arrays.copyOf(offered.config(), payload.getInt(0) + payload.getInt(4));
        System.arraycopy(config, payload.getInt(0), all, CONFIG_HEADER, all.length - CONFIG_HEADER);
        return all;
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
