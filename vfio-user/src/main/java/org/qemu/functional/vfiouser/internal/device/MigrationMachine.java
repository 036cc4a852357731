package org.qemu.functional.vfiouser.internal.device;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

/**
 * The migration state of a device. A client asks for a state, and the device passes through all
 * states on the shortest way there (enum vfio_device_mig_state in linux/vfio.h). On this way it
 * does not pass through a state in which data is saved.
 */
public final class MigrationMachine {
    private static final Map<MigrationState, Set<MigrationState>> NEXT =
            new EnumMap<>(MigrationState.class);

    static {
        NEXT.put(
                MigrationState.STOP,
                EnumSet.of(
                        MigrationState.RUNNING, MigrationState.STOP_COPY, MigrationState.RESUMING));
        NEXT.put(MigrationState.RUNNING, EnumSet.of(MigrationState.STOP, MigrationState.PRE_COPY));
        NEXT.put(MigrationState.STOP_COPY, EnumSet.of(MigrationState.STOP));
        NEXT.put(MigrationState.RESUMING, EnumSet.of(MigrationState.STOP));
        NEXT.put(
                MigrationState.PRE_COPY,
                EnumSet.of(MigrationState.RUNNING, MigrationState.STOP_COPY));
    }

    private static final Set<MigrationState> SAVING =
            EnumSet.of(MigrationState.PRE_COPY, MigrationState.STOP_COPY);

    private volatile MigrationState state = MigrationState.RUNNING;

    /** Return the state that the device is in. */
    public MigrationState state() {
        return state;
    }

    /**
     * Change to a state, through all states on the way.
     *
     * @param enter told of each state before the device is in it; if it throws, the device stays in
     *     the state before
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if no way leads there
     */
    public void change(MigrationState target, Consumer<MigrationState> enter) {
        for (MigrationState next : way(state, target)) {
            enter.accept(next);
            state = next;
        }
    }

    /** Return to the state of a device that no client migrates. */
    public void reset() {
        state = MigrationState.RUNNING;
    }

    private static Deque<MigrationState> way(MigrationState from, MigrationState target) {
        Map<MigrationState, @Nullable MigrationState> before = new EnumMap<>(MigrationState.class);
        Deque<MigrationState> reached = new ArrayDeque<>();
        before.put(from, null);
        reached.add(from);
        // From STOP_COPY, data that was saved cannot be saved again (linux/vfio.h).
        boolean barred = from == MigrationState.STOP_COPY && target == MigrationState.PRE_COPY;
        while (!barred && !before.containsKey(target) && !reached.isEmpty()) {
            MigrationState at = reached.remove();
            if (at != from && SAVING.contains(at)) {
                continue;
            }
            for (MigrationState next : NEXT.getOrDefault(at, Set.of())) {
                if (!before.containsKey(next)) {
                    before.put(next, at);
                    reached.add(next);
                }
            }
        }
        if (!before.containsKey(target)) {
            throw DeviceErrors.invalid(
                    "Migration state %s cannot be reached from %s".formatted(target, from));
        }
        Deque<MigrationState> way = new ArrayDeque<>();
        for (MigrationState at = target; at != from; ) {
            way.push(at);
            MigrationState previous = before.get(at);
            at = previous == null ? from : previous;
        }
        return way;
    }
}
