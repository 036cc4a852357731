package org.qemu.functional.guest.net;

import java.time.Instant;

/**
 * A frame that a network has forwarded.
 *
 * @param number its index in the network and in the pcap file, starting at 0
 * @param time when the network forwarded it
 * @param link the name of the link that it came from
 */
public record CapturedFrame(long number, Instant time, String link, Frame frame) {
    @Override
    public String toString() {
        return "%d %s %s: %s".formatted(number, time, link, frame);
    }
}
