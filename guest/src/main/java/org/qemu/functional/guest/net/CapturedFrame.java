package org.qemu.functional.guest.net;

import java.time.Instant;

/**
 * Hold a frame that a network has passed on.
 *
 * @param number 0 for the first of its network, and so on: its place in the pcap file
 * @param time when the network passed it on
 * @param link the name of the link that it came from
 */
public record CapturedFrame(long number, Instant time, String link, Frame frame) {
    @Override
    public String toString() {
        return "%d %s %s: %s".formatted(number, time, link, frame);
    }
}
