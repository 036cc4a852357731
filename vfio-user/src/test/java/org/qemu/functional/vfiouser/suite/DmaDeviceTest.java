package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.client.Session;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaMap;
import org.qemu.functional.vfiouser.wire.DmaUnmap;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.Payload;

/** A test of a device that accesses memory, and has to be quiesced for that. */
abstract class DmaDeviceTest extends ProtocolTest {
    static final int READ_WRITE = DmaMap.READ | DmaMap.WRITE;

    final RecordedDma dma = new RecordedDma();
    final RecordedMigration migration = new RecordedMigration();
    final List<ResetKind> resets = new ArrayList<>();
    Runnable onReset = () -> {};

    /** How often the device was asked to stop. */
    int quiesces;

    /** What the device answers then: 0 for at once, EBUSY for later, or another error. */
    int quiesceErrno;

    @BeforeEach
    void connectDevice() {
        server.express();
        server.dma(dma);
        server.quiesce(
                () -> {
                    quiesces++;
                    if (quiesceErrno != 0 && quiesceErrno != Errno.EBUSY.number()) {
                        throw new DeviceException(quiesceErrno, "the test wants it");
                    }
                    return quiesceErrno == 0;
                });
        server.onReset(
                kind -> {
                    resets.add(kind);
                    onReset.run();
                });
        if (migrates()) {
            server.migration(migration);
        }
        connect();
    }

    boolean migrates() {
        return false;
    }

    void quiesceLater() {
        quiesceErrno = Errno.EBUSY.number();
    }

    static DmaMap mapOf(long address, long length) {
        return DmaMap.of(READ_WRITE, 0, address, length);
    }

    void map(long address, long length, FileDescriptor... fds) {
        succeed(Command.DMA_MAP, mapOf(address, length), fds);
    }

    void mapMemory(long address, long length) {
        map(address, length, memfd(length).descriptor());
    }

    void unmap(long address, long length) {
        succeed(Command.DMA_UNMAP, DmaUnmap.of(address, length));
    }

    void refused(Errno errno, Command command, Payload payload) {
        Session.msg(session, command, payload, errno).close();
    }

    /** Assert that a range is mapped, or not if the error is not {@code null}. */
    void assertSpan(@Nullable Errno errno, long address, long length) {
        if (errno == null) {
            assertThat(server.span(address, length, true)).isEqualTo(1);
        } else {
            assertErrno(errno, () -> server.span(address, length, true));
        }
    }
}
