package org.qemu.functional.report.internal.logs;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Converts pictures in the binary form of PPM, which QEMU's screendump writes, to PNG. */
public final class PpmImage {
    private static final int MOST_PIXELS = 64 << 20;

    private PpmImage() {}

    /**
     * Convert a file.
     *
     * @throws IOException if it is no complete PPM of 8 bits per color, or has more than 64 Mi
     *     pixels
     */
    public static void convert(Path ppm, Path png) throws IOException {
        BufferedImage image;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(ppm), 1 << 16)) {
            image = read(in);
        }
        // No cache: it would be a temporary file for each picture.
        ImageIO.setUseCache(false);
        if (!ImageIO.write(image, "png", png.toFile())) {
            throw new IOException("this Java cannot write PNG");
        }
    }

    private static BufferedImage read(InputStream in) throws IOException {
        if (in.read() != 'P' || in.read() != '6') {
            throw new IOException("it is no binary PPM");
        }
        int width = number(in);
        int height = number(in);
        int maximum = number(in);
        if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS || maximum != 255) {
            throw new IOException(
                    "its size is %d×%d and its largest value %d".formatted(width, height, maximum));
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        if (in.readNBytes(pixels, 0, pixels.length) != pixels.length) {
            throw new IOException("it is cut off");
        }
        for (int i = 0; i < pixels.length; i += 3) {
            byte red = pixels[i];
            pixels[i] = pixels[i + 2];
            pixels[i + 2] = red;
        }
        return image;
    }

    private static int number(InputStream in) throws IOException {
        int c = in.read();
        while (c == '#' || Character.isWhitespace(c)) {
            if (c == '#') {
                while (c != '\n' && c >= 0) {
                    c = in.read();
                }
            }
            c = in.read();
        }
        int value = 0;
        for (int digits = 0; c >= '0' && c <= '9'; digits++, c = in.read()) {
            if (digits > 6) {
                throw new IOException("a number in its header is too large");
            }
            value = value * 10 + c - '0';
        }
        return value;
    }
}
