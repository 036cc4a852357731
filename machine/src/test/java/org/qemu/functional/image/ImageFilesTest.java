package org.qemu.functional.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFilesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4096, 4096", "4097, 8192", "5368709121, 8589934592"})
    void roundsUpToAPowerOfTwo(long size, long power) {
        assertThat(ImageFiles.pow2ceil(size)).isEqualTo(power);
    }

    @Test
    void expandsAnImageAsSdCardsWantIt() throws IOException {
        Path image = Files.write(folder.resolve("card.img"), new byte[5000]);
        ImageFiles.imagePow2ceilExpand(image);
        assertThat(Files.size(image)).isEqualTo(8192);
        ImageFiles.fileTruncate(image, 10);
        assertThat(Files.size(image)).isEqualTo(10);
    }

    @Test
    void makesImagesAndOverlays() {
        QemuImg img =
                QemuImg.locate(System.getenv(), Path.of("/usr/bin/qemu"), folder).orElseThrow();
        Path base = img.create("raw", folder.resolve("base.img"), "1M");
        Path overlay = img.createOverlay(base, "raw", folder.resolve("overlay.qcow2"));
        assertThat(img.run("info", overlay))
                .contains("file format: qcow2")
                .contains(base.toString());
        assertThatThrownBy(() -> img.create("nonesuch", folder.resolve("x"), "1M"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("nonesuch");
    }

    @Test
    void findsQemuImgWhereTheVariableSays() throws IOException {
        Path own = Files.createFile(folder.resolve("my-qemu-img"));
        assertThatThrownBy(() -> locate(own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QEMU_TEST_QEMU_IMG='" + own);
        assertThat(own.toFile().setExecutable(true)).isTrue();
        assertThat(locate(own).path()).isEqualTo(own);
    }

    private QemuImg locate(Path named) {
        return QemuImg.locate(Map.of("QEMU_TEST_QEMU_IMG", named.toString()), folder, folder)
                .orElseThrow();
    }
}
