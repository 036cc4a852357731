package org.qemu.functional.download;

import java.time.Duration;

/**
 * How long each phase of a transfer may take.
 *
 * @param connect to one address of a host
 * @param headers from the request to the end of the headers of the file itself, with all redirects
 *     and interim answers (1xx) between them
 * @param stall without a byte: of the network at any time, of the file once the headers are there
 */
record HttpTimes(Duration connect, Duration headers, Duration stall) {
    static final HttpTimes USUAL =
            new HttpTimes(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(30));
}
