package org.qemu.functional.guest.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a {@link Gateway}.
 *
 * @param network the first address of its network and the prefix length, 8 to 27: {@code
 *     10.0.2.0/24}
 * @param dhcp whether it assigns addresses, starting at the network's 15th
 * @param udp whether it also forwards UDP ports; addresses by DHCP then include a default route to
 *     the gateway, which otherwise only {@code outside} adds
 * @param outside whether guests can reach the host and other networks through it
 */
public record GatewayOptions(String network, boolean dhcp, boolean udp, boolean outside) {
    private static final Pattern NETWORK =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int WIDEST = 8;

    /** Leaves room for the first DHCP address and some more. */
    private static final int NARROWEST = 27;

    private static final int GATEWAY = 2;
    private static final int DNS = 3;
    private static final int FIRST_GUEST = 15;

    /** Check the network. */
    public GatewayOptions {
        Matcher parts = NETWORK.matcher(network);
        boolean good = parts.matches();
        for (int i = 1; good && i <= 4; i++) {
            good = Integer.parseInt(parts.group(i)) < 256;
        }
        int prefix = good ? prefix(network) : 0;
        good = good && prefix >= WIDEST && prefix <= NARROWEST;
        if (!good || (first(network) & (-1 >>> prefix)) != 0) {
            throw new IllegalArgumentException(
                    "'%s' is not a network; specify its first address and a prefix of %d to %d bits, such as 10.0.2.0/24"
                            .formatted(network, WIDEST, NARROWEST));
        }
    }

    /** Return the options of a gateway in 10.0.2.0/24 that only forwards ports. */
    public static GatewayOptions standard() {
        return new GatewayOptions("10.0.2.0/24", false, false, false);
    }

    /** Return these options with another network. */
    public GatewayOptions withNetwork(String other) {
        return new GatewayOptions(other, dhcp, udp, outside);
    }

    /** Return these options with DHCP. */
    public GatewayOptions withDhcp() {
        return new GatewayOptions(network, true, udp, outside);
    }

    /** Return these options with forwarding of UDP ports. */
    public GatewayOptions withUdp() {
        return new GatewayOptions(network, dhcp, true, outside);
    }

    /** Return these options with access to the host and other networks. */
    public GatewayOptions withOutside() {
        return new GatewayOptions(network, dhcp, udp, true);
    }

    private static int prefix(String network) {
        return Integer.parseInt(network.substring(network.indexOf('/') + 1));
    }

    private static int first(String network) {
        int address = 0;
        for (String part : network.substring(0, network.indexOf('/')).split("\\.", -1)) {
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }

    /** Return the gateway's own address, the second of the network. */
    public String address() {
        return address(GATEWAY);
    }

    /** Return the address that the first guest gets by DHCP. */
    public String firstGuest() {
        return address(FIRST_GUEST);
    }

    private String address(int number) {
        int address = first(network) + number;
        return "%d.%d.%d.%d"
                .formatted(
                        address >>> 24, address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff);
    }

    /** Return whether an address in QEMU's syntax, four numbers, is in the network. */
    boolean contains(String guest) {
        return NETWORK.matcher(guest + "/32").matches()
                && (first(guest + "/32") ^ first(network)) >>> (32 - prefix(network)) == 0;
    }

    /** Return the value of {@code -netdev}. */
    String netdev(String id) {
        return "user,id=%s,net=%s,host=%s,dns=%s,dhcpstart=%s,ipv6=off,restrict=%s"
                .formatted(
                        id,
                        network,
                        address(),
                        address(DNS),
                        firstGuest(),
                        outside || udp ? "off" : "on");
    }
}
