package org.qemu.functional.asset.internal.maintenance.push;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;

/** A place that stores files under their hashes. */
public sealed interface PushTarget permits HttpPush, RsyncPush {
    /**
     * Return the target of a name: a URL with {@code {hash}}, {@code host:/folder}, {@code
     * rsync://…} or a folder.
     *
     * @throws IllegalArgumentException if it is none, or a variable of the environment is invalid
     */
    static PushTarget of(String name, Map<String, String> environment) {
        return name.matches("(?i)https?:.*")
                ? HttpPush.of(name, environment)
                : RsyncPush.of(name, environment);
    }

    /**
     * Copy the entries that the place does not have. None is visible there until it is complete.
     *
     * @param download the folder of the entries
     * @param entries entries that were verified
     */
    void send(Path download, List<ArchivedEntry> entries, EntryListener listener, PushReport report)
            throws InterruptedException;
}
