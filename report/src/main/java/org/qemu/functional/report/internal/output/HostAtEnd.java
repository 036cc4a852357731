package org.qemu.functional.report.internal.output;

import java.util.List;
import java.util.Locale;
import org.qemu.functional.report.internal.model.CountText;
import org.qemu.functional.report.internal.trace.HostLoad;

/** Words the state of the host at the end of a trace. */
final class HostAtEnd {
    private static final double GIB = 1L << 30;

    private HostAtEnd() {}

    /** Return a part of a sentence, or empty if the trace does not have the state. */
    static String of(List<HostLoad> loads) {
        if (loads.isEmpty()) {
            return "";
        }
        HostLoad last = loads.get(loads.size() - 1);
        return String.format(
                Locale.ROOT,
                "; at %.1f s the host had a load of %.1f on %s and %.1f of %.1f GiB of memory available",
                last.t(),
                last.load(),
                CountText.of(last.cpus(), "CPU"),
                last.memoryAvailable() / GIB,
                last.memoryTotal() / GIB);
    }
}
