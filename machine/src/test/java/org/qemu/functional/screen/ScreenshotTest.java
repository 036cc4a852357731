package org.qemu.functional.screen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.screen.Screenshot.Place;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceMode;

class ScreenshotTest {
    @TempDir Path folder;

    private static Screenshot noise(int width, int height) {
        return new Screenshot(width, height, new Random(1).ints((long) width * height).toArray());
    }

    private Path file(String text) throws IOException {
        return Files.write(folder.resolve("picture.ppm"), text.getBytes(US_ASCII));
    }

    @Test
    void readsWhatItWrites() {
        Screenshot noise = noise(31, 17);
        noise.write(folder.resolve("noise.png"));
        Screenshot read = Screenshot.read(folder.resolve("noise.png"));
        assertThat(read.difference(noise, 0)).isZero();
        assertThat(read.width()).isEqualTo(31);
        assertThat(read.height()).isEqualTo(17);
    }

    @Test
    void aTraceShowsADifferentPictureBesideTheExpectedOne(@TempDir Path elsewhere)
            throws IOException {
        Screenshot part = noise(4, 4);
        part.write(elsewhere.resolve("part.png"));
        noise(31, 17).write(folder.resolve("screendump-1.png"));
        TestTrace trace = TestTrace.open(folder, TraceMode.ON, new JsonFields());
        Screenshot shown = Screenshot.read(folder.resolve("screendump-1.png"));
        assertThat(shown.difference(noise(31, 17), 0)).isZero();
        assertThat(folder.resolve("screendump-1.png-expected.png")).doesNotExist();
        assertThat(shown.difference(Screenshot.read(elsewhere.resolve("part.png")), 0)).isOne();
        trace.finish(trace.entry("result", "failed"), true);

        assertThat(folder.resolve(TestTrace.FILE_NAME))
                .content()
                .contains("1000 of 1000 pixels differ")
                .contains(
                        "\"file\":\"screendump-1.png\",\"expected\":\"screendump-1.png-expected.png\"");
        assertThat(
                        Screenshot.read(folder.resolve("screendump-1.png-expected.png"))
                                .difference(part, 0))
                .isZero();
    }

    @Test
    void readsPpmWithComments() throws IOException {
        Screenshot read = Screenshot.read(file("P6 # a comment\n2 1\n255\nabcdef"));
        assertThat(read.pixel(0, 0)).isEqualTo('a' << 16 | 'b' << 8 | 'c');
        assertThat(read.pixel(1, 0)).isEqualTo('d' << 16 | 'e' << 8 | 'f');
    }

    @Test
    void readsPpmInText() throws IOException {
        Screenshot read = Screenshot.read(file("P3\n2 1 15\n15 0 1\n0 0 15"));
        assertThat(read.pixel(0, 0)).isEqualTo(0xff0011);
        assertThat(read.pixel(1, 0)).isEqualTo(0x0000ff);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P6",
                "P6 2",
                "P6 2 1 255\nabcde",
                "P6 99999 99999 255\n",
                "P6 -1 1 255\nabc",
                "P6 1 1 65535\nabcdef",
                "no picture"
            })
    void refusesWhatIsNoPicture(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> Screenshot.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void measuresHowMuchDiffers() {
        Screenshot black = new Screenshot(2, 2, new int[4]);
        Screenshot almost = new Screenshot(2, 2, new int[] {0, 0, 0, 0x05});
        assertThat(black.difference(almost, 4)).isEqualTo(0.25);
        assertThat(black.difference(almost, 5)).isZero();
        assertThat(black.difference(noise(2, 3), 255)).isEqualTo(1);
        assertThat(almost.colors()).isEqualTo(2);
    }

    @Test
    void findsAPart() {
        Screenshot whole = noise(60, 40);
        Screenshot part = whole.crop(17, 23, 8, 8);
        assertThat(whole.find(part, 0, 0)).contains(new Place(17, 23));
        assertThat(whole.find(noise(9, 9), 0, 0)).isEmpty();
        assertThat(part.find(whole, 0, 0)).isEmpty();
    }

    @Test
    void findsAPartThatIsPaintedOver() {
        Screenshot whole = noise(60, 40);
        int[] pixels = new int[64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i < 6 ? 0 : whole.pixel(17 + i % 8, 23 + i / 8);
        }
        Screenshot part = new Screenshot(8, 8, pixels);
        assertThat(whole.find(part, 0.05, 0)).isEmpty();
        assertThat(whole.find(part, 0.1, 0)).contains(new Place(17, 23));
    }

    @Test
    void countsPlacesThatDoNotOverlap() {
        Screenshot blank = new Screenshot(6, 2, new int[12]);
        assertThat(blank.findAll(new Screenshot(3, 2, new int[6]), 0, 0))
                .isEqualTo(List.of(new Place(0, 0), new Place(3, 0)));
    }
}
