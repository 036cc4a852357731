package org.qemu.functional.vfiouser.suite;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.MigrationHandler;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

/** Records what a server asks of a device that migrates. */
class RecordedMigration implements MigrationHandler {
    /** The states in the order in which they were entered. */
    final List<MigrationState> path = new ArrayList<>();

    /** What the next read gets. */
    byte[] saved = {};

    /** What the last write brought. */
    byte[] restored = {};

    /** The error of each callback; 0 for none. */
    int errno;

    private void fail() {
        if (errno != 0) {
            throw new DeviceException(errno, "the test wants it");
        }
    }

    @Override
    public void enter(MigrationState state) {
        fail();
        path.add(state);
    }

    @Override
    public void save(ByteBuffer data) {
        fail();
        data.put(saved, 0, Math.min(saved.length, data.remaining()));
        saved = new byte[0];
    }

    @Override
    public void restore(ByteBuffer data) {
        fail();
        restored = new byte[data.remaining()];
        data.get(restored);
    }
}
