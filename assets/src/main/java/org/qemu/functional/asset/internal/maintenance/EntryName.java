package org.qemu.functional.asset.internal.maintenance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kind of a file in the cache, as determined by its name.
 *
 * @param hash the hash that it belongs to, "" if it belongs to none
 */
public record EntryName(Kind kind, String hash) {
    public static final String STAMP = ".stamp";

    /**
     * SHA-256 or SHA-512 in the form of {@link
     * org.qemu.functional.asset.internal.cache.HashAlgorithm}.
     */
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{128}|[0-9a-f]{64})(\\.stamp|\\.download|)");

    /** The name that a client of NFS gives a removed file as long as a process has it open. */
    private static final Pattern REMOVED = Pattern.compile("\\.nfs[0-9a-fA-F]{8,}");

    public enum Kind {
        ENTRY,
        STAMP,
        DOWNLOAD,
        LOCK,
        REMOVED,
        STRANGE
    }

    public static EntryName of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return new EntryName(otherKind(name), "");
        }
        Kind kind =
                switch (matcher.group(2)) {
                    case "" -> Kind.ENTRY;
                    case STAMP -> Kind.STAMP;
                    default -> Kind.DOWNLOAD;
                };
        return new EntryName(kind, matcher.group(1));
    }

    private static Kind otherKind(String name) {
        if (name.equals(".lock")) {
            return Kind.LOCK;
        }
        return REMOVED.matcher(name).matches() ? Kind.REMOVED : Kind.STRANGE;
    }

    /** Return whether a name is a hash and nothing else. */
    public static boolean isHash(String name) {
        return of(name).kind() == Kind.ENTRY;
    }

    /** Return the hash at the beginning of a name such as {@code <hash>.1700000000}, else "". */
    public static String hashAtStartOf(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.lookingAt() ? matcher.group(1) : "";
    }
}
