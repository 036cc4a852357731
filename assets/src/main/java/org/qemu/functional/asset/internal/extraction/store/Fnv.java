package org.qemu.functional.asset.internal.extraction.store;

/**
 * The 64-bit hash FNV-1a (draft-eastlake-fnv) over UTF-16 units, for names that only have to be
 * distinct. A MessageDigest takes ten milliseconds to load.
 */
final class Fnv {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fnv() {}

    static long of(String text) {
        long hash = BASIS;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            hash = (hash ^ (unit & 0xff)) * PRIME;
            hash = (hash ^ (unit >> 8)) * PRIME;
        }
        return hash;
    }
}
