package org.qemu.functional.report.internal.model;

/**
 * A file of a test.
 *
 * @param href its address relative to the report, percent-encoded; empty if it is not included
 * @param bytes its size
 * @param type {@code text}, {@code image}, {@code cast}, {@code pcap} or {@code other}
 */
public record FileLink(String name, String href, long bytes, String type) {}
