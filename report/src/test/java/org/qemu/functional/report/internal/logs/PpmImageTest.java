package org.qemu.functional.report.internal.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PpmImageTest {
    @TempDir private Path folder;

    @Test
    void convertsColors() throws IOException {
        Path png = folder.resolve("a.png");
        PpmImage.convert(ppm("P6\n# QEMU\n2 1\n255\n\u0001\u0002\u0003\u00ff\u0000\u0080"), png);
        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(2);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xff010203);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xffff0080);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P5\n1 1\n255\nx",
                "P6\n2 2\n255\nx",
                "P6\n99999 99999\n255\n",
                "P6\n12345678 1\n255\n",
                "P6",
                "P6 #",
                ""
            })
    void rejectsOtherFiles(String content) throws IOException {
        Path ppm = ppm(content);
        assertThatThrownBy(() -> PpmImage.convert(ppm, folder.resolve("b.png")))
                .isInstanceOf(IOException.class);
    }

    private Path ppm(String content) throws IOException {
        return Files.write(folder.resolve("a.ppm"), content.getBytes(ISO_8859_1));
    }
}
