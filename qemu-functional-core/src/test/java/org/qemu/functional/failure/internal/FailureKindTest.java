package org.qemu.functional.failure.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.machine.WaitTimeout;

class FailureKindTest {
    @TempDir Path folder;

    /** As an error of another module that waits. */
    private static final class NothingCame extends AssertionError implements WaitTimeout {
        private static final long serialVersionUID = 1;
    }

    @Test
    void damagedArchiveIsABadAsset() throws IOException {
        Path torn = Files.write(folder.resolve("torn.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X'});
        Throwable thrown =
                catchThrowable(
                        () -> Archives.extract(torn, null, "torn.tar.xz", folder.resolve("out")));
        assertThat(thrown).isInstanceOf(ArchiveException.class);
        assertThat(FailureKind.of(thrown)).isEqualTo(FailureKind.BAD_ASSET);
    }

    @Test
    void archiveThatFillsTheDiskIsNotTheAssetsFault() {
        IOException full = new IOException("No space left on device");
        full.setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement("org.qemu.functional.archive.Archives", "x", null, 1)
                });
        assertThat(FailureKind.of(new ArchiveException("cannot unpack 'a.tar'", full)))
                .isEqualTo(FailureKind.HARNESS);
    }

    @Test
    void diskThatATestFillsIsOfTheEnvironment() {
        Throwable thrown = catchThrowable(() -> Files.write(Path.of("/dev/full"), new byte[] {1}));
        thrown.setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement("org.qemu.functional.tests.x86_64.ATest", "x", null, 1)
                });
        assertThat(FailureKind.of(thrown)).isEqualTo(FailureKind.ENVIRONMENT);
    }

    @Test
    void waitOfAnyModuleThatEndsWithoutItsEventIsATimeout() {
        assertThat(FailureKind.of(new NothingCame())).isEqualTo(FailureKind.TIMEOUT);
    }
}
