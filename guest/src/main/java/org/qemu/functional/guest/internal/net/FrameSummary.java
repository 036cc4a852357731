package org.qemu.functional.guest.internal.net;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.qemu.functional.guest.net.Frame;
import org.qemu.functional.guest.net.Ipv4;

/** Summarize a frame on one line. */
public final class FrameSummary {
    private static final String TCP_FLAGS = "FSRPAU";

    private FrameSummary() {}

    public static String of(Frame frame) {
        return "%s > %s, %s, %d bytes"
                .formatted(frame.source(), frame.destination(), payload(frame), frame.length());
    }

    private static String payload(Frame frame) {
        return switch (frame.etherType()) {
            case Frame.IPV4 -> frame.ipv4().map(FrameSummary::ipv4).orElse("malformed IPv4");
            case Frame.ARP -> arp(frame);
            case Frame.IPV6 -> "IPv6";
            default -> "EtherType 0x%04x".formatted(frame.etherType());
        };
    }

    /**
     * Summarize ARP for IPv4 over Ethernet, RFC 826: the operation at 6, the sender's addresses at
     * 14, the target's at 24.
     */
    private static String arp(Frame frame) {
        int at = Frame.HEADER;
        if (frame.length() < at + 28) {
            return "malformed ARP";
        }
        String sender = Ipv4.address(frame, at + 14);
        return frame.u16(at + 6) == 1
                ? "ARP who has %s, tell %s".formatted(Ipv4.address(frame, at + 24), sender)
                : "ARP reply, %s is there".formatted(sender);
    }

    private static String ipv4(Ipv4 packet) {
        String from = packet.source();
        String to = packet.destination();
        if (packet.sourcePort() + packet.destinationPort() > 0) {
            from += ":" + packet.sourcePort();
            to += ":" + packet.destinationPort();
        }
        return "%s %s > %s".formatted(protocol(packet), from, to);
    }

    private static String protocol(Ipv4 packet) {
        Ipv4.Bytes data = packet.data();
        return switch (packet.protocol()) {
            case Ipv4.ICMP -> data.length() > 0 ? icmp(data.u8(0)) : "ICMP";
            case Ipv4.TCP -> data.length() > 13 ? "TCP [%s]".formatted(flags(data.u8(13))) : "TCP";
            case Ipv4.UDP -> "UDP";
            default -> "IPv4 protocol %d".formatted(packet.protocol());
        };
    }

    private static String icmp(int type) {
        return switch (type) {
            case 0 -> "ICMP echo reply";
            case 3 -> "ICMP unreachable";
            case 8 -> "ICMP echo request";
            case 11 -> "ICMP time exceeded";
            default -> "ICMP type %d".formatted(type);
        };
    }

    private static String flags(int bits) {
        return IntStream.range(0, TCP_FLAGS.length())
                .filter(bit -> (bits >> bit & 1) != 0)
                .mapToObj(bit -> TCP_FLAGS.substring(bit, bit + 1))
                .collect(Collectors.joining());
    }
}
