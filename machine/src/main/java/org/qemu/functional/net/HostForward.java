package org.qemu.functional.net;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A port of this host that QEMU's user-mode network forwards to its guest.
 *
 * @param protocol {@code TCP} or {@code UDP}
 * @param address the address on this host
 * @param port the port on this host
 * @param guestAddress the address in the guest's network
 * @param guestPort the port in the guest
 */
public record HostForward(
        String protocol, String address, int port, String guestAddress, int guestPort) {
    /** A line of {@code info usernet}, written by libslirp's slirp_connection_info. */
    private static final Pattern LINE =
            Pattern.compile(
                    "(?m)^\\s*(TCP|UDP)\\[HOST_FORWARD\\]\\s+\\d+\\s+(\\S+)\\s+(\\d+)\\s+(\\S+)\\s+(\\d+)");

    /** Parse the forwards in the human monitor's output for {@code info usernet}. */
    public static List<HostForward> parse(String infoUsernet) {
        return LINE.matcher(infoUsernet).results().map(HostForward::of).toList();
    }

    /**
     * Return the first port of this host in the human monitor's output for {@code info usernet}.
     *
     * @throws AssertionError if the network forwards no port
     */
    public static int firstPort(String infoUsernet) {
        return parse(infoUsernet).stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "the user-mode network forwards no port:\n" + infoUsernet))
                .port();
    }

    private static HostForward of(MatchResult line) {
        return new HostForward(
                line.group(1),
                line.group(2),
                Integer.parseInt(line.group(3)),
                line.group(4),
                Integer.parseInt(line.group(5)));
    }
}
