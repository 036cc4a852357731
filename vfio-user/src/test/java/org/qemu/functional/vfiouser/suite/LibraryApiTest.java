package org.qemu.functional.vfiouser.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.wire.Errno;

/**
 * What only the functions of libvfio-user have: arguments that the types of this module's server
 * exclude.
 */
class LibraryApiTest {
    private static final int READ_WRITE = 3;
    private static final int MEMORY = LibvfioUser.REGION_MEMORY;

    @TempDir private Path folder;
    private LibraryServer server;

    @BeforeEach
    void createContext() {
        assumeTrue(
                ServerKind.library() != null,
                ServerKind.VARIABLE
                        + " names no libvfio-user.so, so the protocol suite runs against the server of this module only; set it to the path of a build");
        server = new LibraryServer(folder.resolve("socket"), MessageLog.ofLastMessages());
    }

    @AfterEach
    void destroyContext() {
        if (server != null) {
            server.close();
        }
    }

    private static LibvfioUser library() {
        return LibraryServer.library();
    }

    private static void assertFails(Errno expected, long result) {
        int errno = Native.getLastError();
        assertThat(result).isEqualTo(-1);
        assertThat(Errno.of(errno)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"2, 0, 0, EOPNOTSUPP", "0, 999, 0, EINVAL", "0, 0, 4, EOPNOTSUPP"})
    void refusesToCreateContext(int transport, int flags, int type, Errno expected) {
        Pointer context =
                library()
                        .vfu_create_ctx(
                                transport, folder.resolve("x").toString(), flags, null, type);
        assertThat(Errno.of(Native.getLastError())).contains(expected);
        assertThat(context).isNull();
    }

    @Test
    void realizesTwice() {
        server.realize();
        server.realize();
    }

    private int setup(int flags, Memory areas, int count, int fd) {
        return library()
                .vfu_setup_region(server.context(), 2, 0x10000, null, flags, areas, count, fd, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x400, MEMORY})
    void refusesRegionFlags(int flags) {
        assertFails(Errno.EINVAL, setup(flags, null, 0, -1));
    }

    @Test
    void refusesAreasThatDoNotMatchTheirNumber() {
        Memory areas = new Memory(32);
        areas.clear();
        assertFails(Errno.EINVAL, setup(READ_WRITE | MEMORY, areas, 0, 0));
        assertFails(Errno.EINVAL, setup(READ_WRITE | MEMORY, null, 1, 0));
    }

    @Test
    void refusesAreasWithoutDescriptor() {
        Memory areas = new Memory(32);
        areas.clear();
        assertFails(Errno.EINVAL, setup(READ_WRITE | MEMORY, areas, 2, -1));
    }

    @Test
    void refusesAllAccessesWithoutCallback() {
        int flags = READ_WRITE | LibvfioUser.REGION_ALWAYS_CALLBACK;
        assertFails(
                Errno.EINVAL,
                library().vfu_setup_region(server.context(), 7, 4096, null, flags, null, 0, -1, 0));
    }

    @Test
    void refusesUnknownCapabilityFlags() {
        library().vfu_pci_init(server.context(), LibvfioUser.PCI_CONVENTIONAL, 0, 0);
        byte[] power = {1, 0, 0, 0, 0, 0, 0, 0};
        assertFails(
                Errno.EINVAL, library().vfu_pci_add_capability(server.context(), 0, 999, power));
    }

    @Test
    void refusesOldVersionOfMigrationCallbacks() {
        Pointer callbacks = server.migrationCallbacks(1, new RecordedMigration());
        assertFails(
                Errno.EINVAL,
                library().vfu_setup_device_migration_callbacks(server.context(), callbacks));
    }

    @Test
    void hasScatterGatherEntriesOf40Bytes() {
        assertThat(library().dma_sg_size()).isEqualTo(40);
    }

    @Test
    void refusesEmptyScatterGatherEntry() {
        server.dma(new RecordedDma());
        server.realize();
        Memory entry = new Memory(40);
        entry.clear();
        Memory iovec = new Memory(16);
        assertFails(Errno.EINVAL, library().vfu_sgl_get(server.context(), entry, iovec, 1, 0));
    }

    @Test
    void refusesFlagsAndSecondEntryOfTransfer() {
        server.dma(new RecordedDma());
        server.realize();
        Memory entries = new Memory(80);
        entries.clear();
        byte[] data = new byte[8];
        assertFails(Errno.EINVAL, library().vfu_sgl_read(server.context(), entries, 1, data, 0x42));
        assertFails(
                Errno.EINVAL, library().vfu_sgl_write(server.context(), entries, 1, data, 0x42));
        assertFails(
                Errno.EOPNOTSUPP, library().vfu_sgl_read(server.context(), entries, 2, data, 0));
        assertFails(
                Errno.EOPNOTSUPP, library().vfu_sgl_write(server.context(), entries, 2, data, 0));
    }
}
