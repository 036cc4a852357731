package org.qemu.functional.vfiouser.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a side of the connection can do, as it says in its {@link VersionMessage}. {@code null}
 * means that the side did not say.
 *
 * @param maxDescriptors {@code max_msg_fds}: the descriptors that it accepts in a message, from 0
 *     to 1024; 1 if it does not say
 * @param maxData {@code max_data_xfer_size}: the data that it accepts in a message, in bytes; 1 MiB
 *     if it does not say
 * @param maxDmaMaps {@code max_dma_maps}: the ranges that can be mapped at once
 * @param pageSizes {@code pgsizes}: the page sizes that it supports for DMA, as a set of bits
 * @param writeMultiple {@code write_multiple}: whether it accepts several writes in a message
 * @param migration {@code migration}: only if the device can migrate
 * @param twinSocket {@code twin_socket}: a second socket for the commands of the server
 */
public record Capabilities(
        @Nullable Integer maxDescriptors,
        @Nullable Long maxData,
        @Nullable Long maxDmaMaps,
        @Nullable Long pageSizes,
        @Nullable Boolean writeMultiple,
        @Nullable Migration migration,
        @Nullable TwinSocket twinSocket) {
    /** The capabilities of a side that says nothing. */
    public static final Capabilities NONE =
            new Capabilities(null, null, null, null, null, null, null);

    /** The data that a side accepts that does not say, in bytes. */
    public static final long DEFAULT_MAX_DATA = 1 << 20;

    /** The most descriptors that a side may say that it accepts; libvfio-user's limit. */
    public static final int MOST_DESCRIPTORS = 1024;

    /**
     * Parameters of a migration.
     *
     * @param pageSize {@code pgsize}: the size of a page in bitmaps, in bytes, a power of two
     * @param maxBitmapSize {@code max_bitmap_size}: the largest bitmap, in bytes
     */
    public record Migration(@Nullable Long pageSize, @Nullable Long maxBitmapSize) {}

    /**
     * A second socket, for the commands of the server.
     *
     * @param supported whether the side wants one
     * @param descriptorIndex {@code fd_index}: in a reply, which descriptor of the message is the
     *     client's end
     */
    public record TwinSocket(boolean supported, @Nullable Integer descriptorIndex) {}

    /** Return the number of descriptors that the side accepts in a message. */
    public int descriptorLimit() {
        return maxDescriptors == null ? 1 : maxDescriptors;
    }

    /** Return the number of bytes of data that the side accepts in a message. */
    public long dataLimit() {
        return maxData == null ? DEFAULT_MAX_DATA : maxData;
    }

    /** Return capabilities with these limits. */
    public static Capabilities of(int maxDescriptors, long maxData) {
        return new Capabilities(maxDescriptors, maxData, null, null, null, null, null);
    }

    /** Return these capabilities with parameters of a migration. */
    public Capabilities with(Migration parameters) {
        return new Capabilities(
                maxDescriptors,
                maxData,
                maxDmaMaps,
                pageSizes,
                writeMultiple,
                parameters,
                twinSocket);
    }

    /** Return these capabilities with a second socket. */
    public Capabilities with(TwinSocket socket) {
        return new Capabilities(
                maxDescriptors, maxData, maxDmaMaps, pageSizes, writeMultiple, migration, socket);
    }

    /** Return these capabilities with or without several writes in a message. */
    public Capabilities withWriteMultiple(boolean accepted) {
        return new Capabilities(
                maxDescriptors, maxData, maxDmaMaps, pageSizes, accepted, migration, twinSocket);
    }

    /** Return the JSON text of these capabilities. */
    public String toJson() {
        return CapabilitiesJson.text(this);
    }

    /**
     * Parse the JSON text of a {@link VersionMessage}. Unknown keys are ignored.
     *
     * @throws MalformedPayloadException if it is not a JSON object, or a capability has the wrong
     *     type or value
     */
    public static Capabilities parse(String json) {
        return CapabilitiesJson.parse(json);
    }
}
