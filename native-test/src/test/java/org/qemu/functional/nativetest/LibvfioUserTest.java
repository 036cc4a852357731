package org.qemu.functional.nativetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.platform.testkit.engine.Events;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Runs the tools of this module on a build of libvfio-user, which VFIO_USER_LIBRARY names. The
 * results are in the build folder: this test cannot know which faults that build has.
 */
@EnabledIfEnvironmentVariable(
        named = "VFIO_USER_LIBRARY",
        matches = ".+",
        disabledReason = "VFIO_USER_LIBRARY does not name a build of libvfio-user")
class LibvfioUserTest {
    private static final int DMA_MAP = 2;
    private static final int DMA_UNMAP = 3;
    private static final int GET_INFO = 4;
    private static final int GET_REGION_INFO = 5;
    private static final int REGION_READ = 9;
    private static final int REGION_WRITE = 10;
    private static final int RESET = 13;

    abstract static class Scenario {
        private final LibvfioUserSession session =
                new LibvfioUserSession(
                        Path.of(
                                HarnessSettings.current()
                                        .environment()
                                        .getOrDefault("VFIO_USER_LIBRARY", "unset")));

        void run() throws IOException {
            session.start();
            session.command(GET_INFO, info(16));
            session.command(
                    GET_REGION_INFO, info(32).putInt(8, LibvfioUserFunctions.CONFIG_REGION));
            session.command(DMA_MAP, dma(32).putInt(4, 3));
            session.command(REGION_WRITE, access(8, 4, 0x11223344));
            ByteBuffer read = session.command(REGION_READ, access(8, 4));
            assertEquals(0x11223344, read.getInt(16));
            session.command(DMA_UNMAP, dma(24));
            session.command(RESET, LibvfioUserSession.buffer(0));
        }

        private static ByteBuffer info(int size) {
            return LibvfioUserSession.buffer(size).putInt(0, size);
        }

        /** Return a range of 64 KiB at 1 MiB, without a descriptor. */
        private static ByteBuffer dma(int size) {
            ByteBuffer payload = LibvfioUserSession.buffer(size).putInt(0, size);
            return payload.putLong(size - 16, 0x10_0000).putLong(size - 8, 0x1_0000);
        }

        private static ByteBuffer access(long offset, int count, int... values) {
            ByteBuffer payload = LibvfioUserSession.buffer(16 + 4 * values.length);
            payload.putLong(offset).putInt(0).putInt(count);
            for (int value : values) {
                payload.putInt(value);
            }
            return payload;
        }

        @AfterEach
        void close() throws IOException {
            session.close();
        }
    }

    static class Allocations extends Scenario {
        @Test
        @FailAllocations(timeout = 10)
        void answersCommands() throws IOException {
            run();
        }
    }

    @Valgrind
    static class Memory extends Scenario {
        @Test
        void answersCommands() throws IOException {
            run();
        }
    }

    @Coverage
    static class CoveredLines extends Scenario {
        @Test
        void answersCommands() throws IOException {
            run();
        }
    }

    @Test
    void eachFailingAllocationHasAVerdict() throws IOException {
        Events unused = TestedLibraryTest.run(Allocations.class);

        Path table =
                SourceTree.locate(HarnessSettings.current().environment())
                        .build()
                        .resolve("tests/functional/native/Allocations.answersCommands")
                        .resolve("allocations.txt");
        assertThat(Files.readString(table)).contains("vfu_create_ctx");
    }

    @Test
    void valgrindFindsNoErrorInTheCommonCommands() {
        TestedLibraryTest.run(Memory.class).assertStatistics(count -> count.succeeded(1).failed(0));
    }

    @Test
    void theCommonCommandsAreCovered() {
        TestedLibraryTest.run(CoveredLines.class)
                .assertStatistics(count -> count.succeeded(1).failed(0));
    }
}
