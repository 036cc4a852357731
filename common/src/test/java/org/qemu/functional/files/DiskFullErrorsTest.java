package org.qemu.functional.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class DiskFullErrorsTest {
    /** Use the kernel's own error: every write to this device fails with it. */
    @Test
    void recognizesAFullDisk() throws IOException {
        try (FileOutputStream full = new FileOutputStream("/dev/full")) {
            Throwable thrown = catchThrowable(() -> full.write(1));

            assertThat(thrown).isInstanceOf(IOException.class);
            assertThat(DiskFullErrors.isCauseOf(thrown)).isTrue();
            assertThat(DiskFullErrors.isCauseOf(new IllegalStateException("wrapped", thrown)))
                    .isTrue();
        }
    }

    /** The text of EDQUOT, see strerror(3). */
    @Test
    void recognizesAnExhaustedQuota() {
        assertThat(
                        DiskFullErrors.isCauseOf(
                                new FileSystemException("file", null, "Disk quota exceeded")))
                .isTrue();
    }

    @Test
    void isFalseForOtherErrors() {
        assertThat(DiskFullErrors.isCauseOf(new IOException())).isFalse();
        assertThat(DiskFullErrors.isCauseOf(new IOException("Permission denied"))).isFalse();
    }
}
