package org.qemu.functional.qtest.internal;

import static org.qemu.functional.machine.Ability.CPU;
import static org.qemu.functional.machine.Ability.DEVICE;
import static org.qemu.functional.machine.Ability.MACHINE;
import static org.qemu.functional.machine.Ability.NETDEV;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.qtest.QTestMachine;

/**
 * Process the arguments of a {@link QTestMachine}: split them, replace placeholders, and check them
 * against this QEMU.
 */
public final class MachineArguments {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

    /** Excludes quotation marks, because JSON has them inside braces. */
    private static final Pattern FILLED = Pattern.compile("\\{([^{}\"]+)}");

    private static final Pattern CHANNEL = Pattern.compile("channel:([\\w-]+)");
    private static final Pattern IMAGE = Pattern.compile("image:(\\d+)([KMG]?)");

    private MachineArguments() {}

    /**
     * Split a text as a shell would.
     *
     * @throws IllegalArgumentException if a quotation mark is not closed
     */
    public static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        int end = 0;
        while (word.find()) {
            requireBlank(text, end, word.start());
            end = word.end();
            words.add(word.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2"));
        }
        requireBlank(text, end, text.length());
        return words;
    }

    private static void requireBlank(String text, int from, int to) {
        if (!text.substring(from, to).isBlank()) {
            throw new IllegalArgumentException(
                    "@QTestMachine(\"%s\"): the quotation that begins at '%s' is not closed"
                            .formatted(text, text.substring(from).strip()));
        }
    }

    /**
     * Replace placeholders in braces and create the images.
     *
     * @param scratch the folder for the images, created if necessary
     * @throws IllegalArgumentException for an unknown placeholder
     */
    public static String fill(String word, Path scratch) {
        return FILLED.matcher(word)
                .replaceAll(found -> Matcher.quoteReplacement(filled(found.group(1), scratch)));
    }

    private static String filled(String inBraces, Path scratch) {
        Matcher image = IMAGE.matcher(inBraces);
        Matcher channel = CHANNEL.matcher(inBraces);
        try {
            if (channel.matches()) {
                return channel.group(1);
            }
            if (inBraces.equals("scratch")) {
                return Files.createDirectories(scratch).toString();
            }
            if (image.matches()) {
                return makeImage(scratch, size(image.group(1), image.group(2))).toString();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'{%s}' is too large".formatted(inBraces), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make '{%s}': %s".formatted(inBraces, e), e);
        }
        throw new IllegalArgumentException(
                "'{%s}' is unknown; use {scratch}, {image:512}, {image:64K}, {image:64M}, {image:1G} or {channel:name}"
                        .formatted(inBraces));
    }

    /** Return the names of the channels in braces without duplicates. */
    public static Set<String> channels(List<String> words) {
        return words.stream()
                .flatMap(word -> FILLED.matcher(word).results())
                .map(found -> CHANNEL.matcher(found.group(1)))
                .filter(Matcher::matches)
                .map(channel -> channel.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static long size(String number, String unit) {
        int shift = unit.isEmpty() ? 0 : 10 * (1 + "KMG".indexOf(unit));
        return Math.multiplyExact(Long.parseLong(number), 1L << shift);
    }

    private static Path makeImage(Path scratch, long size) throws IOException {
        Files.createDirectories(scratch);
        Path file = Files.createTempFile(scratch, "image", ".raw");
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(size);
        }
        return file;
    }

    /**
     * Skip the test if a build of QEMU lacks something that the arguments name.
     *
     * @throws org.opentest4j.TestAbortedException with the missing name
     */
    public static void require(List<String> words, QemuBinary binary) {
        for (int i = 0; i + 1 < words.size(); i++) {
            String value = words.get(i + 1);
            switch (words.get(i).replaceFirst("^--", "-")) {
                case "-machine", "-M" ->
                        name(value, "type").ifPresent(type -> binary.require(MACHINE, type));
                case "-device" ->
                        name(value, "driver").ifPresent(type -> binary.require(DEVICE, type));
                case "-cpu" -> binary.require(CPU, value);
                case "-netdev", "-nic" ->
                        name(value, "type")
                                .filter(type -> !type.equals("none"))
                                .ifPresent(type -> binary.require(NETDEV, type));
                default -> {}
            }
        }
    }

    /**
     * Return the name in the value of an option whose first part may omit its key: {@code
     * q35,usb=on} and {@code usb=on,type=q35} and {@code {"type": "q35"}} name q35, {@code usb=on}
     * nothing.
     */
    private static Optional<String> name(String value, String key) {
        if (value.startsWith("{")) {
            Matcher json =
                    Pattern.compile("[{,]\\s*\"%s\"\\s*:\\s*\"([^\"]*)\"".formatted(key))
                            .matcher(value);
            return json.find() ? Optional.of(json.group(1)) : Optional.empty();
        }
        List<String> parts = List.of(value.split(",", -1));
        String prefix = key + "=";
        return parts.get(0).contains("=")
                ? parts.stream()
                        .filter(part -> part.startsWith(prefix))
                        .map(part -> part.substring(prefix.length()))
                        .findFirst()
                : Optional.of(parts.get(0));
    }
}
