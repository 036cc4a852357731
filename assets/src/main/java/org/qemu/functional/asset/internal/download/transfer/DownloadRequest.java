package org.qemu.functional.asset.internal.download.transfer;

/**
 * A file to download: content of this hash, which may be at this URL.
 *
 * @param hash hexadecimal digits in lower case
 */
public record DownloadRequest(String url, String hash) {}
