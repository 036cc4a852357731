package org.qemu.functional.guest.internal.template;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.FileIdentity;

/**
 * The identities of the writable disks of a frozen guest. A clone reads them as backing files; if
 * one changes, its guest sees a mixture of old caches and new content.
 */
public final class DiskIdentities {
    private final Map<Path, @Nullable FileIdentity> frozen = new HashMap<>();

    /** Record the disks of a command line. Those that are no local files are not recorded. */
    public DiskIdentities(List<String> command) {
        for (Drive drive : Overlays.drives(command)) {
            frozen.put(drive.file(), now(drive.file()));
        }
    }

    /**
     * Check that no disk has changed.
     *
     * @throws IllegalStateException if a disk was changed, replaced or deleted
     */
    public void check(String machine) {
        frozen.forEach(
                (file, identity) -> {
                    FileIdentity now = now(file);
                    if (!Objects.equals(identity, now)) {
                        throw new IllegalStateException(
                                "the disk '%s' was %s after the guest '%s' was frozen, so that a copy of the guest would read content that it does not expect: freeze the guest again after such a change"
                                        .formatted(
                                                file,
                                                now == null ? "deleted" : "changed",
                                                machine));
                    }
                });
    }

    private static @Nullable FileIdentity now(Path file) {
        try {
            return FileIdentity.ofExisting(file);
        } catch (IOException e) {
            return null;
        }
    }
}
