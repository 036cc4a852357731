package org.qemu.functional.qtest;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.TestMachines;
import org.qemu.functional.machine.QemuBinary;

/** The arguments of a {@link QTestMachine}: split, filled in, held against what this QEMU has. */
final class MachineArguments {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final Pattern IMAGE = Pattern.compile("\\{image:(\\d+)([KMG]?)}");

    private MachineArguments() {}

    /**
     * Split as a shell would.
     *
     * @throws IllegalArgumentException if a quotation does not end
     */
    static List<String> split(String text) {
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
                    "@QTestMachine(\"%s\"): the quotation that begins at '%s' does not end"
                            .formatted(text, text.substring(from).strip()));
        }
    }

    /** Fill in what stands in braces, making the images. */
    static String fill(String word, TestMachines machines) {
        String filled = word.replace("{scratch}", machines.scratchFile().toString());
        Matcher image = IMAGE.matcher(filled);
        StringBuilder text = new StringBuilder();
        while (image.find()) {
            long unit =
                    switch (image.group(2)) {
                        case "K" -> 1L << 10;
                        case "M" -> 1L << 20;
                        case "G" -> 1L << 30;
                        default -> 1L;
                    };
            Path file = makeImage(machines, unit * Long.parseLong(image.group(1)));
            image.appendReplacement(text, Matcher.quoteReplacement(file.toString()));
        }
        return image.appendTail(text).toString();
    }

    private static Path makeImage(TestMachines machines, long size) {
        try {
            Files.createDirectories(machines.scratchFile());
            Path file = Files.createTempFile(machines.scratchFile(), "image", ".raw");
            try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
                image.setLength(size);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make an image of %d bytes".formatted(size), e);
        }
    }

    /**
     * Skip the test if a build of QEMU lacks something that is named.
     *
     * @throws TestAbortedException says what
     */
    static void require(List<String> words, QemuBinary binary) {
        for (int i = 0; i + 1 < words.size(); i++) {
            String value = words.get(i + 1);
            String name = value.split(",", 2)[0];
            switch (words.get(i)) {
                case "-machine", "-M" ->
                        skipUnless(
                                binary.hasMachine(machine(value)),
                                "machine",
                                machine(value),
                                binary);
                case "-device" ->
                        skipUnless(
                                name.contains("{") || binary.hasDevice(name),
                                "device",
                                name,
                                binary);
                case "-netdev", "-nic" ->
                        skipUnless(
                                name.contains("=") || binary.hasNetdev(name),
                                "network back-end",
                                name,
                                binary);
                default -> {}
            }
        }
    }

    /** {@code q35,accel=tcg} and {@code type=q35} name q35. */
    private static String machine(String value) {
        return Stream.of(value.split(","))
                .filter(part -> part.startsWith("type=") || !part.contains("="))
                .findFirst()
                .map(part -> part.replace("type=", ""))
                .orElse(value);
    }

    private static void skipUnless(boolean there, String kind, String name, QemuBinary binary) {
        if (!there) {
            throw new TestAbortedException("%s '%s' is not in %s".formatted(kind, name, binary));
        }
    }
}
