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

/** What a display showed at one moment: pixels of 8 bits of red, green and blue each. */
public final class Screenshot {
    private static final int RGB = 0xff_ff_ff;

    private final int width;
    private final int height;
    private final int[] pixels;

    /**
     * Take pixels, row after row from the top.
     *
     * @param pixels {@code 0xRRGGBB}; what is above is ignored
     */
    Screenshot(int width, int height, int[] pixels) {
        if (width <= 0 || height <= 0 || pixels.length != width * height) {
            throw new IllegalArgumentException(
                    "%d pixels are no picture of %d x %d".formatted(pixels.length, width, height));
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels.clone();
    }

    /**
     * Read a PNG, or a PPM of type P6, as QEMU's {@code screendump} writes them.
     *
     * @throws UncheckedIOException if the file cannot be read or is neither
     */
    public static Screenshot read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(2);
            int type = in.read() == 'P' ? in.read() : -1;
            boolean ppm = type == '6' || type == '3';
            in.reset();
            return ppm ? Ppm.read(in) : image(in, file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the picture '%s': %s".formatted(file, e.getMessage()), e);
        }
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

    /** Write it as PNG. */
    public void write(Path file) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        try {
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the picture '%s'".formatted(file), e);
        }
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /**
     * The colour at a place, {@code 0xRRGGBB}.
     *
     * @throws IndexOutOfBoundsException if it is outside
     */
    public int pixel(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException(
                    "(%d, %d) is outside of %d x %d".formatted(x, y, width, height));
        }
        return pixels[y * width + x] & RGB;
    }

    /** How many colours there are: one for a blank screen. */
    public int colours() {
        return (int) Arrays.stream(pixels).map(pixel -> pixel & RGB).distinct().count();
    }

    /** Cut a part out. */
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
     * How much of a picture differs.
     *
     * @param tolerance how far red, green or blue may be apart, 0 to 255
     * @return the share of pixels that differ by more: 0 for none, 1 for all, or if the sizes
     *     differ
     */
    public double difference(Screenshot other, int tolerance) {
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

    /** Where a picture is; its upper left corner. */
    public record Place(int x, int y) {}

    /** Find the first place, from the top, where a picture is: see {@link #findAll}. */
    public Optional<Place> find(Screenshot part, double share, int tolerance) {
        return find(part, share, tolerance, 1).stream().findFirst();
    }

    /**
     * Find all places where a picture is, none of which overlap.
     *
     * @param share of its pixels which may differ, 0 to 1
     * @param tolerance how far red, green or blue of the others may be apart, 0 to 255
     * @return from the top, and from the left in a row
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

    /** The largest of the distances of red, green and blue. */
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
