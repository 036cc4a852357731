package org.qemu.functional.screen;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** The contents of a display at one moment, with 8 bits each of red, green and blue per pixel. */
public final class Screenshot {
    private static final int RGB = 0xff_ff_ff;

    private final int width;
    private final int height;
    private final int[] pixels;

    /** The file that was read, if any. */
    private @Nullable Path file;

    /**
     * Create a picture from pixels, row by row from the top.
     *
     * @param pixels {@code 0xRRGGBB}; higher bits are ignored
     */
    Screenshot(int width, int height, int[] pixels) {
        if (width <= 0 || height <= 0 || pixels.length != width * height) {
            throw new IllegalArgumentException(
                    "%d pixels do not make a picture of %d x %d"
                            .formatted(pixels.length, width, height));
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels.clone();
    }

    /**
     * Read a PNG, or a PPM of type P6, as QEMU's {@code screendump} writes them.
     *
     * @throws UncheckedIOException if the file cannot be read or has another format
     */
    public static Screenshot read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(2);
            int type = in.read() == 'P' ? in.read() : -1;
            boolean ppm = type == '6' || type == '3';
            in.reset();
            Screenshot read = ppm ? Ppm.read(in) : image(in, file);
            read.file = file;
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the picture '%s': %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Return the file that was read; {@code null} if this is another picture. */
    @Nullable Path file() {
        return file;
    }

    private static Screenshot image(InputStream in, Path file) throws IOException {
        ImageIO.setUseCache(false);
        BufferedImage image = ImageIO.read(in);
        if (image == null) {
            throw new IOException("neither PNG nor PPM: '%s'".formatted(file));
        }
        int width = image.getWidth();
        int height = image.getHeight();
        return new Screenshot(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    }

    /** Write the picture as PNG. */
    public void write(Path file) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        try {
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the picture '%s'".formatted(file), e);
        }
    }

    /** Return the width in pixels. */
    public int width() {
        return width;
    }

    /** Return the height in pixels. */
    public int height() {
        return height;
    }

    /**
     * Return the color of a pixel, {@code 0xRRGGBB}.
     *
     * @throws IndexOutOfBoundsException if it is outside the picture
     */
    public int pixel(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException(
                    "(%d, %d) is outside the picture of %d x %d".formatted(x, y, width, height));
        }
        return pixels[y * width + x] & RGB;
    }

    /** Return the number of different colors: one for a blank screen. */
    public int colors() {
        return (int) Arrays.stream(pixels).map(pixel -> pixel & RGB).distinct().count();
    }

    /** Return a part of the picture. */
    public Screenshot crop(int x, int y, int width, int height) {
        int[] part = new int[width * height];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                part[row * width + column] = pixel(x + column, y + row);
            }
        }
        return new Screenshot(width, height, part);
    }

    /**
     * Return how much two pictures differ.
     *
     * @param tolerance the largest difference of red, green or blue that is ignored, 0 to 255
     * @return the share of pixels that differ by more: 0 for none, 1 for all or if the sizes differ
     */
    public double difference(Screenshot other, int tolerance) {
        double share = differingShare(other, tolerance);
        if (share > 0) {
            ComparisonTrace.differ(this, other, share);
        }
        return share;
    }

    private double differingShare(Screenshot other, int tolerance) {
        if (width != other.width || height != other.height) {
            return 1;
        }
        int different = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (distance(pixels[i], other.pixels[i]) > tolerance) {
                different++;
            }
        }
        return (double) different / pixels.length;
    }

    /** The position of a part: its upper left corner. */
    public record Place(int x, int y) {}

    /** Find the first position of a part, from the top: see {@link #findAll}. */
    public Optional<Place> find(Screenshot part, double share, int tolerance) {
        List<Place> places = find(part, share, tolerance, 1);
        if (places.isEmpty()) {
            ComparisonTrace.notFound(this, part);
        }
        return places.stream().findFirst();
    }

    /**
     * Find all positions of a part that do not overlap.
     *
     * @param share the share of its pixels that may differ, 0 to 1
     * @param tolerance the largest difference of red, green or blue in the other pixels, 0 to 255
     * @return the positions, from top to bottom and from left to right
     */
    public List<Place> findAll(Screenshot part, double share, int tolerance) {
        return find(part, share, tolerance, Integer.MAX_VALUE);
    }

    private List<Place> find(Screenshot part, double share, int tolerance, int limit) {
        int allowed = (int) (share * part.pixels.length);
        List<Place> places = new ArrayList<>();
        for (int y = 0; y + part.height <= height; y++) {
            for (int x = 0; x + part.width <= width; x++) {
                Place place = new Place(x, y);
                if (places.stream().noneMatch(known -> overlap(known, place, part))
                        && isAt(part, place, allowed, tolerance)) {
                    places.add(place);
                    if (places.size() == limit) {
                        return places;
                    }
                }
            }
        }
        return places;
    }

    private static boolean overlap(Place one, Place other, Screenshot part) {
        return Math.abs(one.x - other.x) < part.width && Math.abs(one.y - other.y) < part.height;
    }

    private boolean isAt(Screenshot part, Place place, int allowed, int tolerance) {
        int different = 0;
        for (int row = 0; row < part.height; row++) {
            int here = (place.y + row) * width + place.x;
            int there = row * part.width;
            for (int column = 0; column < part.width; column++) {
                if (distance(pixels[here + column], part.pixels[there + column]) > tolerance
                        && ++different > allowed) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Return the greatest of the differences in red, green and blue. */
    private static int distance(int one, int other) {
        int red = Math.abs((one >> 16 & 0xff) - (other >> 16 & 0xff));
        int green = Math.abs((one >> 8 & 0xff) - (other >> 8 & 0xff));
        int blue = Math.abs((one & 0xff) - (other & 0xff));
        return Math.max(red, Math.max(green, blue));
    }

    @Override
    public String toString() {
        return "a picture of %d x %d".formatted(width, height);
    }
}
