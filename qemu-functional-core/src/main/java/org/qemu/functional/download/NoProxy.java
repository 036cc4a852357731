package org.qemu.functional.download;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that are asked without a proxy: names, which stand for what is below them too, and
 * addresses, each with or without a port; {@code 10.0.0.0/8}; {@code *} for all.
 */
record NoProxy(List<String> patterns) {
    static NoProxy parse(@Nullable String value) {
        return new NoProxy(
                value == null
                        ? List.of()
                        : Arrays.stream(value.split("[,\\s]+", -1))
                                .map(pattern -> pattern.strip().toLowerCase(Locale.ROOT))
                                .filter(pattern -> !pattern.isEmpty())
                                .toList());
    }

    boolean covers(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("^\\[(.*)]$", "$1");
        return isLoopback(name) || patterns.stream().anyMatch(p -> covers(p, name, port));
    }

    private static boolean isLoopback(String name) {
        return name.equals("localhost")
                || name.equals("::1")
                || (name.startsWith("127.") && Ipv4.parse(name) != null);
    }

    private static boolean covers(String pattern, String name, int port) {
        if (pattern.equals("*")) {
            return true;
        }
        if (pattern.contains("/")) {
            return Ipv4.contains(pattern, name);
        }
        String wanted = pattern;
        int colon = pattern.lastIndexOf(':');
        if (colon > 0 && pattern.indexOf(':') == colon) { // not an IPv6 address
            if (!pattern.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            wanted = pattern.substring(0, colon);
        }
        wanted = wanted.replaceFirst("^\\*?\\.", "").replaceFirst("^\\[(.*)]$", "$1");
        return name.equals(wanted) || name.endsWith("." + wanted);
    }
}
