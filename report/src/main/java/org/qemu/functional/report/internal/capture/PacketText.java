package org.qemu.functional.report.internal.capture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.report.internal.model.CountText;

/** Summarizes a frame of Ethernet: what it carries, from whom and to whom. */
final class PacketText {
    private static final int VLAN = 0x8100;
    private static final String[] FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};

    private final double t;
    private final int length;
    private final ByteBuffer frame;
    private String from = "";
    private String to = "";

    private PacketText(double t, int length, byte[] frame) {
        this.t = t;
        this.length = length;
        this.frame = ByteBuffer.wrap(frame);
    }

    static PacketRow of(double t, int length, byte[] frame) {
        PacketText text = new PacketText(t, length, frame);
        try {
            return text.ethernet();
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            return text.row("damaged", "the packet ends too early");
        }
    }

    private PacketRow ethernet() {
        to = mac();
        from = mac();
        int type = unsignedShort();
        if (type == VLAN) {
            frame.getShort();
            type = unsignedShort();
        }
        return switch (type) {
            case 0x0806 -> arp();
            case 0x0800 -> ip4();
            case 0x86DD -> ip6();
            default -> row("Ethernet", "type 0x%04x".formatted(type));
        };
    }

    private PacketRow arp() {
        frame.position(frame.position() + 6);
        int operation = unsignedShort();
        String senderMac = mac();
        String sender = address4();
        mac();
        String target = address4();
        return switch (operation) {
            case 1 -> row("ARP", "who has %s? Tell %s".formatted(target, sender));
            case 2 -> row("ARP", "%s is at %s".formatted(sender, senderMac));
            default -> row("ARP", "operation " + operation);
        };
    }

    private PacketRow ip4() {
        int start = frame.position();
        int header = (frame.get(start) & 0xF) * 4;
        int total = frame.getShort(start + 2) & 0xFFFF;
        int fragment = frame.getShort(start + 6) & 0x1FFF;
        int protocol = frame.get(start + 9) & 0xFF;
        frame.position(start + 12);
        from = address4();
        to = address4();
        frame.position(start + header);
        if (fragment != 0) {
            return row("IPv4", "fragment at " + fragment * 8);
        }
        return transport(protocol, Math.max(0, total - header));
    }

    private PacketRow ip6() {
        int start = frame.position();
        int payload = frame.getShort(start + 4) & 0xFFFF;
        int next = frame.get(start + 6) & 0xFF;
        frame.position(start + 8);
        from = address6();
        to = address6();
        // Hop-by-hop options precede the messages of multicast listeners.
        while (next == 0 || next == 60 || next == 43) {
            int at = frame.position();
            next = frame.get(at) & 0xFF;
            int extension = (frame.get(at + 1) & 0xFF) * 8 + 8;
            frame.position(at + extension);
            payload -= extension;
        }
        return transport(next, Math.max(0, payload));
    }

    private PacketRow transport(int protocol, int payload) {
        return switch (protocol) {
            case 1 -> icmp();
            case 6 -> tcp(payload);
            case 17 -> udp();
            case 58 -> icmp6();
            default -> row("IP", "protocol " + protocol);
        };
    }

    private PacketRow tcp(int payload) {
        int start = frame.position();
        ports();
        long sequence = Integer.toUnsignedLong(frame.getInt(start + 4));
        int header = (frame.get(start + 12) >> 4 & 0xF) * 4;
        int bits = frame.get(start + 13);
        List<String> flags = new ArrayList<>();
        for (int i = 0; i < FLAGS.length; i++) {
            if ((bits & 1 << i) != 0) {
                flags.add(FLAGS[i]);
            }
        }
        int data = Math.max(0, payload - header);
        return row(
                "TCP",
                "%s seq %d, %s"
                        .formatted(String.join(" ", flags), sequence, CountText.of(data, "byte")));
    }

    private PacketRow udp() {
        int sender = frame.getShort(frame.position()) & 0xFFFF;
        int receiver = frame.getShort(frame.position() + 2) & 0xFFFF;
        int data = Math.max(0, (frame.getShort(frame.position() + 4) & 0xFFFF) - 8);
        ports();
        String protocol =
                sender == 53 || receiver == 53
                        ? "DNS"
                        : sender == 67 || receiver == 67
                                ? "DHCP"
                                : sender == 69 || receiver == 69 ? "TFTP" : "UDP";
        return row(protocol, CountText.of(data, "byte"));
    }

    private PacketRow icmp() {
        int type = frame.get() & 0xFF;
        int code = frame.get() & 0xFF;
        return switch (type) {
            case 0 -> row("ICMP", "echo reply");
            case 8 -> row("ICMP", "echo request");
            case 3 -> row("ICMP", "destination unreachable, code " + code);
            case 11 -> row("ICMP", "time exceeded");
            default -> row("ICMP", "type %d, code %d".formatted(type, code));
        };
    }

    private PacketRow icmp6() {
        int type = frame.get() & 0xFF;
        return switch (type) {
            case 1 -> row("ICMPv6", "destination unreachable");
            case 128 -> row("ICMPv6", "echo request");
            case 129 -> row("ICMPv6", "echo reply");
            case 133 -> row("ICMPv6", "router solicitation");
            case 134 -> row("ICMPv6", "router advertisement");
            case 135 -> row("ICMPv6", "neighbor solicitation");
            case 136 -> row("ICMPv6", "neighbor advertisement");
            default -> row("ICMPv6", "type " + type);
        };
    }

    private void ports() {
        from = from + ":" + unsignedShort();
        to = to + ":" + unsignedShort();
    }

    private PacketRow row(String protocol, String info) {
        return new PacketRow(t, from, to, protocol, length, info);
    }

    private int unsignedShort() {
        return frame.getShort() & 0xFFFF;
    }

    private String mac() {
        StringBuilder text = new StringBuilder(17);
        for (int i = 0; i < 6; i++) {
            text.append(i == 0 ? "" : ":").append("%02x".formatted(frame.get()));
        }
        return text.toString();
    }

    private String address4() {
        StringBuilder text = new StringBuilder(15);
        for (int i = 0; i < 4; i++) {
            text.append(i == 0 ? "" : ".").append(frame.get() & 0xFF);
        }
        return text.toString();
    }

    private String address6() {
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(unsignedShort()));
        }
        // As RFC 5952 wants it, nearly: the first run of zeros is left out.
        return text.toString().replaceFirst("(^|:)0(:0)+(:|$)", "::");
    }
}
