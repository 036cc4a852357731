package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.qemu.functional.vfiouser.wire.feature.MigrationState.PRE_COPY;
import static org.qemu.functional.vfiouser.wire.feature.MigrationState.RESUMING;
import static org.qemu.functional.vfiouser.wire.feature.MigrationState.RUNNING;
import static org.qemu.functional.vfiouser.wire.feature.MigrationState.STOP;
import static org.qemu.functional.vfiouser.wire.feature.MigrationState.STOP_COPY;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;

class MigrationStatesTest extends MigrationDeviceTest {
    /** The direct transitions of a device without peer-to-peer states. */
    private static final Map<MigrationState, List<MigrationState>> DIRECT =
            Map.of(
                    STOP, List.of(RUNNING, STOP_COPY, RESUMING),
                    RUNNING, List.of(STOP, PRE_COPY),
                    STOP_COPY, List.of(STOP),
                    RESUMING, List.of(STOP),
                    PRE_COPY, List.of(RUNNING, STOP_COPY));

    /** States that a path may not pass through. */
    private static final Set<MigrationState> SAVING = Set.of(PRE_COPY, STOP_COPY);

    static Stream<Arguments> pairs() {
        return Stream.of(MigrationState.values())
                .flatMap(
                        from ->
                                Stream.of(MigrationState.values())
                                        .map(to -> Arguments.of(from, to)));
    }

    /** Return the shortest path without its start; {@code null} if there is none. */
    private static @Nullable List<MigrationState> path(MigrationState from, MigrationState to) {
        if (from == STOP_COPY && to == PRE_COPY) {
            return null;
        }
        Map<MigrationState, List<MigrationState>> paths = new EnumMap<>(MigrationState.class);
        paths.put(from, List.of());
        Deque<MigrationState> queue = new ArrayDeque<>(List.of(from));
        while (!queue.isEmpty()) {
            MigrationState state = queue.remove();
            if (state != from && SAVING.contains(state)) {
                continue;
            }
            for (MigrationState next : DIRECT.getOrDefault(state, List.of())) {
                if (!paths.containsKey(next)) {
                    List<MigrationState> path = new ArrayList<>(paths.get(state));
                    path.add(next);
                    paths.put(next, path);
                    queue.add(next);
                }
            }
        }
        return paths.get(to);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void takesShortestPath(MigrationState from, MigrationState to) {
        if (!DIRECT.containsKey(from)) {
            enter(from, Errno.EINVAL);
            enter(to, DIRECT.containsKey(to) ? null : Errno.EINVAL);
            return;
        }
        enter(from, null);
        migration.path.clear();
        List<MigrationState> expected = path(from, to);
        enter(to, expected == null ? Errno.EINVAL : null);
        assertThat(migration.path).isEqualTo(expected == null ? List.of() : expected);
        assertThat(state()).isEqualTo(expected == null ? from : to);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 0xabcd, 0xffff_ffffL})
    void refusesUnknownState(long state) {
        enter(state, Errno.EINVAL);
    }

    @Test
    void isRunningAtFirst() {
        assertThat(state()).isEqualTo(RUNNING);
    }

    @Test
    void handsOnErrorOfDevice() {
        migration.errno = 0xbef;
        int id = session.send(Command.DEVICE_FEATURE.code(), stateRequest(STOP.code()));
        session.run();
        try (var reply = session.socket().receive(TIMEOUT)) {
            assertThat(reply.header().id()).isEqualTo(id);
            assertThat(reply.header().error()).isEqualTo(0xbef);
        }
        migration.errno = 0;
        Session.msg(session, Command.DEVICE_FEATURE, stateRequest(STOP.code())).close();
        assertThat(state()).isEqualTo(STOP);
    }
}
