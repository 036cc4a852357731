package org.qemu.functional.asset.internal.extraction;

import java.nio.file.Path;

/**
 * A file of the cache, with what an extraction needs to know of it.
 *
 * @param hash hash of the content in hexadecimal digits; the caller ensures that it is right
 * @param path where the file is
 * @param name the name to guess a format from, such as the URL that the file came from
 */
public record CachedFile(String hash, Path path, String name) {}
