package org.qemu.functional.net;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A port of this host that QEMU's user-mode network forwards to its guest.
 *
 * @param protocol {@code TCP} or {@code UDP}
 * @param address of this host
 * @param port of this host
 * @param guestAddress where it goes
 * @param guestPort where it goes
 */
public record HostForward(
        String protocol, String address, int port, String guestAddress, int guestPort) {
    /** A line of {@code info usernet}, of libslirp's slirp_connection_info. */
    private static final Pattern LINE =
            Pattern.compile(
                    "(?m)^\\s*(TCP|UDP)\\[HOST_FORWARD\\]\\s+\\d+\\s+(\\S+)\\s+(\\d+)\\s+(\\S+)\\s+(\\d+)");

    /** Read the forwards in what the human monitor answers to {@code info usernet}. */
    public static List<HostForward> parse(String infoUsernet) {
        return LINE.matcher(infoUsernet).results().map(HostForward::of).toList();
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
