package org.qemu.functional.guest.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Pass only frames that the purpose of a gateway requires.
 *
 * <p>SLIRP's own {@code restrict} also drops the guests' answers to forwarded datagrams (udp_input
 * of libslirp). Therefore a gateway that forwards UDP does not set it and uses this firewall. Also,
 * SLIRP's DHCP server cannot be disabled.
 */
final class Firewall implements Predicate<Frame> {
    /** The prefix of SLIRP's MAC addresses: special_ethaddr in libslirp. */
    private static final int SLIRP = 0x5255;

    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;
    private static final int FLAGS = 13;
    private static final int SYN = 2;
    private static final int ACK = 16;

    private final GatewayOptions options;

    /** The destinations of forwarded datagrams, {@code address:port}, whose answers may pass. */
    private final Set<String> datagrams = ConcurrentHashMap.newKeySet();

    Firewall(GatewayOptions options) {
        this.options = options;
    }

    void allowAnswers(String guestAddress, int guestPort) {
        datagrams.add(guestAddress + ":" + guestPort);
    }

    @Override
    public boolean test(Frame frame) {
        // In a hub, frames between guests would keep the gateway busy.
        if (!frame.isMulticast() && frame.u16(0) != SLIRP && frame.u16(6) != SLIRP) {
            return false;
        }
        if (frame.etherType() == Frame.ARP) {
            return true;
        }
        if (frame.etherType() != Frame.IPV4) {
            return options.outside();
        }
        return frame.ipv4().filter(this::passes).isPresent();
    }

    private boolean passes(Ipv4 packet) {
        int to = packet.destinationPort();
        boolean udp = packet.protocol() == Ipv4.UDP;
        if (udp && (to == DHCP_SERVER || to == DHCP_CLIENT)) {
            return options.dhcp();
        }
        // Frames of SLIRP itself are for guests; pass only addresses of its network.
        if (options.outside() || packet.source().equals(options.address())) {
            return true;
        }
        return switch (packet.protocol()) {
            case Ipv4.TCP -> isOfConnection(packet.data());
            case Ipv4.UDP -> datagrams.contains(packet.source() + ":" + packet.sourcePort());
            case Ipv4.ICMP -> packet.destination().equals(options.address());
            default -> false;
        };
    }

    /**
     * Return whether a segment belongs to an established connection: a guest must not open one, and
     * a fragment could hide that.
     */
    private static boolean isOfConnection(Ipv4.Bytes segment) {
        return segment.length() > FLAGS && (segment.u8(FLAGS) & (SYN | ACK)) != SYN;
    }
}
