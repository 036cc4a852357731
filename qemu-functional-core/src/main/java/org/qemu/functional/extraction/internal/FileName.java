package org.qemu.functional.extraction.internal;

import java.util.regex.Pattern;

/** Extract file names from paths and URLs. */
public final class FileName {
    private static final Pattern QUERY_OR_FRAGMENT = Pattern.compile("[?#].*");
    private static final Pattern ENDING = Pattern.compile("\\.[A-Za-z0-9]+$");

    private FileName() {}

    /**
     * Return the last part of a path or URL without its extension; {@code data} if nothing is left.
     */
    public static String uncompressed(String pathOrUrl) {
        String path = QUERY_OR_FRAGMENT.matcher(pathOrUrl).replaceFirst("");
        String name = path.substring(path.lastIndexOf('/') + 1);
        String bare = ENDING.matcher(name).replaceFirst("");
        return bare.isEmpty() ? "data" : bare;
    }
}
