package org.qemu.functional.report.internal.capture;

import java.util.List;

/**
 * The packets of a capture.
 *
 * @param packets how many there are
 * @param bytes how many bytes they have on the wire
 * @param summary the first of them
 */
public record CaptureSummary(long packets, long bytes, List<PacketRow> summary) {}
