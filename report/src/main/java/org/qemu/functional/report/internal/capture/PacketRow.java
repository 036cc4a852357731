package org.qemu.functional.report.internal.capture;

/**
 * A packet in one line.
 *
 * @param t seconds since the epoch, or since the beginning of a trace
 * @param from the sender
 * @param to the receiver
 * @param length bytes on the wire
 * @param info what it says
 */
public record PacketRow(
        double t, String from, String to, String protocol, int length, String info) {

    /** Return the same packet with another time. */
    public PacketRow at(double other) {
        return new PacketRow(other, from, to, protocol, length, info);
    }
}
