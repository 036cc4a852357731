package org.qemu.functional.guest.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Say what a {@link Gateway} is to be like.
 *
 * @param network its network's first address and the length of its prefix, 8 to 27: {@code
 *     10.0.2.0/24}
 * @param dhcp whether it hands out addresses, from the network's 15th on
 * @param udp whether it forwards UDP ports too; with it, addresses by DHCP come with a default
 *     route to the gateway, which otherwise only {@code outside} brings
 * @param outside whether it takes guests to the host and to the world
 */
public record GatewayOptions(String network, boolean dhcp, boolean udp, boolean outside) {
    private static final Pattern NETWORK =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int WIDEST = 8;

    /** Leaves room for the first address of DHCP and some more. */
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
                    "'%s' is no network; write its first address and a prefix of %d to %d bits, such as 10.0.2.0/24"
                            .formatted(network, WIDEST, NARROWEST));
        }
    }

    /** Return those of a gateway of 10.0.2.0/24 that only forwards ports. */
    public static GatewayOptions standard() {
        return new GatewayOptions("10.0.2.0/24", false, false, false);
    }

    /** Return the same ones for another network. */
    public GatewayOptions withNetwork(String other) {
        return new GatewayOptions(other, dhcp, udp, outside);
    }

    /** Return the same ones with addresses for guests. */
    public GatewayOptions withDhcp() {
        return new GatewayOptions(network, true, udp, outside);
    }

    /** Return the same ones with forwards of UDP ports. */
    public GatewayOptions withUdp() {
        return new GatewayOptions(network, dhcp, true, outside);
    }

    /** Return the same ones with a way to the host and the world. */
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

    /** Return the gateway's own address, the network's second. */
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

    /** Whether an address as QEMU takes it, four numbers, is of the network. */
    boolean contains(String guest) {
        return NETWORK.matcher(guest + "/32").matches()
                && (first(guest + "/32") ^ first(network)) >>> (32 - prefix(network)) == 0;
    }

    /** What stands after {@code -netdev}. */
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
