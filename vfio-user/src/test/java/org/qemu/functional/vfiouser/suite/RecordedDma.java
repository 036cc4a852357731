package org.qemu.functional.vfiouser.suite;

import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.DmaListener;
import org.qemu.functional.vfiouser.DmaRange;

/** Records which memory a client maps and unmaps, and does something then. */
final class RecordedDma implements DmaListener {
    final List<DmaRange> mapped = new ArrayList<>();
    final List<DmaRange> unmapped = new ArrayList<>();
    Runnable onEvent = () -> {};

    @Override
    public void mapped(DmaRange range) {
        mapped.add(range);
        onEvent.run();
    }

    @Override
    public void unmapped(DmaRange range) {
        unmapped.add(range);
        onEvent.run();
    }
}
