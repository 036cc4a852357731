package org.qemu.functional.asset.internal.download.http;

import java.time.Duration;

/**
 * Timeouts for the phases of a transfer.
 *
 * @param connect for connecting to one IP address of a host
 * @param headers from the request to the end of the final headers, including all redirects and
 *     interim responses (1xx)
 * @param stall for a period without data: no byte from the network, or none of the file once the
 *     headers have been received
 */
public record HttpTimes(Duration connect, Duration headers, Duration stall) {
    public static final HttpTimes USUAL =
            new HttpTimes(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(30));
}
