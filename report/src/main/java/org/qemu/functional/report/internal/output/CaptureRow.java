package org.qemu.functional.report.internal.output;

import java.util.List;
import org.qemu.functional.report.internal.capture.PacketRow;

/** A capture of packets in the data of a test. */
record CaptureRow(String name, String href, long packets, long bytes, List<PacketRow> summary) {}
