package org.qemu.functional.asset.internal.download.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that are accessed without a proxy: names, including all subdomains; addresses; networks
 * such as {@code 10.0.0.0/8} and {@code 2001:db8::/32}; {@code *} for all hosts. The syntax is that
 * of curl, and also allows a port, {@code *.} before a name and brackets around IPv6.
 */
public record NoProxy(List<String> patterns) {
    public static NoProxy parse(@Nullable String value) {
        return new NoProxy(
                value == null
                        ? List.of()
                        : Arrays.stream(value.split("[,\\s]+", -1))
                                .map(pattern -> pattern.strip().toLowerCase(Locale.ROOT))
                                .filter(pattern -> !pattern.isEmpty())
                                .toList());
    }

    public boolean covers(String host, int port) {
        IpNetwork address = IpNetwork.parse(host);
        String name = withoutDot(host.toLowerCase(Locale.ROOT));
        boolean loopback = address == null ? name.equals("localhost") : address.isLoopback();
        return loopback || patterns.stream().anyMatch(p -> covers(p, name, address, port));
    }

    private static boolean covers(
            String pattern, String name, @Nullable IpNetwork address, int port) {
        if (pattern.equals("*") || coversHost(pattern, name, address)) {
            return true;
        }
        int colon = pattern.lastIndexOf(':');
        boolean hasPort =
                colon > 0
                        && (pattern.charAt(colon - 1) == ']' || pattern.indexOf(':') == colon)
                        && pattern.substring(colon + 1).equals(Integer.toString(port));
        return hasPort && coversHost(pattern.substring(0, colon), name, address);
    }

    private static boolean coversHost(String pattern, String name, @Nullable IpNetwork address) {
        if (address != null) {
            IpNetwork network = IpNetwork.parse(pattern);
            return network != null && network.contains(address);
        }
        String wanted = withoutDot(pattern).replaceFirst("^\\*?\\.", "");
        return !wanted.isEmpty() && (name.equals(wanted) || name.endsWith("." + wanted));
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
