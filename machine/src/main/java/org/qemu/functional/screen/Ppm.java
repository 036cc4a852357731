package org.qemu.functional.screen;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Read pictures of type P6, as netpbm's {@code ppm(5)} describes them: type, width, height and
 * maximum value as text, followed by three bytes per pixel.
 */
final class Ppm {
    private static final List<String> TYPES = List.of("P3", "P6");
    private static final int LONGEST_SIDE = 1 << 15;
    private static final int LARGEST_VALUE = 255;

    private final InputStream in;

    private Ppm(InputStream in) {
        this.in = in;
    }

    static Screenshot read(InputStream in) throws IOException {
        return new Ppm(in).read();
    }

    private Screenshot read() throws IOException {
        String type = word();
        if (!TYPES.contains(type)) {
            throw new IOException("not a PPM of type P6 or P3");
        }
        int width = number("width", 1, LONGEST_SIDE);
        int height = number("height", 1, LONGEST_SIDE);
        int largest = number("largest value", 1, LARGEST_VALUE);
        int length = Math.multiplyExact(3, width * height);
        byte[] bytes = type.equals("P6") ? in.readNBytes(length) : numbers(length, largest);
        if (bytes.length < 3 * width * height) {
            throw new EOFException(
                    "%d bytes of %d x %d pixels".formatted(bytes.length, width, height));
        }
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] =
                    value(bytes[3 * i], largest) << 16
                            | value(bytes[3 * i + 1], largest) << 8
                            | value(bytes[3 * i + 2], largest);
        }
        return new Screenshot(width, height, pixels);
    }

    private int endOfComment() throws IOException {
        int next = in.read();
        while (next != '\n' && next >= 0) {
            next = in.read();
        }
        return next;
    }

    private byte[] numbers(int count, int largest) throws IOException {
        byte[] numbers = new byte[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (byte) number("value", 0, largest);
        }
        return numbers;
    }

    private static int value(byte value, int largest) {
        return (value & 0xff) * LARGEST_VALUE / largest;
    }

    private int number(String what, int least, int most) throws IOException {
        String word = word();
        if (!word.matches("[0-9]{1,6}")
                || Integer.parseInt(word) < least
                || Integer.parseInt(word) > most) {
            throw new IOException(
                    "%s '%s' in a PPM is not from %d to %d".formatted(what, word, least, most));
        }
        return Integer.parseInt(word);
    }

    /** Read the next word and the separator after it. */
    private String word() throws IOException {
        StringBuilder word = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next == '#') {
                next = endOfComment();
            }
            if (next < 0 && !word.isEmpty()) {
                return word.toString();
            }
            if (next < 0) {
                throw new EOFException("a PPM ends within its header");
            }
            if (!Character.isWhitespace(next)) {
                word.append((char) next);
            } else if (!word.isEmpty()) {
                return word.toString();
            }
        }
    }
}
