package org.qemu.functional.qtest.qos.vhost;

/**
 * What a back end offers in a connection.
 *
 * @param features the features of the device and of the protocol's start, as bits
 * @param protocolFeatures the features of the protocol, as bits
 * @param queues the number of queues, or of pairs of queues of a network device
 * @param config the start of the device's configuration
 * @param closesAt the number of the request at which the back end closes the connection; 0 for none
 */
@SuppressWarnings("ArrayRecordComponent") // copied on its way in and out; nobody compares options
public record VhostUserOptions(
        long features, long protocolFeatures, int queues, byte[] config, int closesAt) {
    /** A feature: modern virtio. */
    public static final long VERSION_1 = 1L << 32;

    /** A feature: there are features of the protocol. */
    public static final long PROTOCOL_FEATURES = 1L << 30;

    /** A feature of network devices: several pairs of queues. */
    public static final long NET_MULTI_QUEUE = 1L << 22;

    /** A feature of the protocol: several queues. */
    public static final long PROTOCOL_MULTI_QUEUE = 1;

    /** A feature of the protocol: the back end has the configuration. */
    public static final long PROTOCOL_CONFIG = 1L << 9;

    /** Create options. */
    public VhostUserOptions {
        config = config.clone();
    }

    /**
     * Return the options of a network device.
     *
     * @param pairs the number of pairs of queues
     */
    public static VhostUserOptions net(int pairs) {
        boolean several = pairs > 1;
        return new VhostUserOptions(
                VERSION_1 | PROTOCOL_FEATURES | (several ? NET_MULTI_QUEUE : 0),
                several ? PROTOCOL_MULTI_QUEUE : 0,
                pairs,
                new byte[0],
                0);
    }

    /** Return the options of a device with one queue and a configuration. */
    public static VhostUserOptions withConfig(byte[] config) {
        return new VhostUserOptions(VERSION_1 | PROTOCOL_FEATURES, PROTOCOL_CONFIG, 1, config, 0);
    }

    /** Return these options with other features. */
    public VhostUserOptions withFeatures(long other) {
        return new VhostUserOptions(other, protocolFeatures, queues, config, closesAt);
    }

    /** Return these options, with the connection being closed at a request. */
    public VhostUserOptions closingAt(int request) {
        return new VhostUserOptions(features, protocolFeatures, queues, config, request);
    }

    @Override
    public byte[] config() {
        return config.clone();
    }
}
