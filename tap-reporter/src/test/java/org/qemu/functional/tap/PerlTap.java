package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.tap.internal.Verdict;

/** The results of Perl's TAP::Parser, the core of {@code prove}, for a file. */
record PerlTap(List<Point> points, List<String> errors) {

    /** A point; the block's scalars are keyed by their paths, as in {@code /logs/0}. */
    record Point(Verdict verdict, String name, String reason, Map<String, String> yaml) {}

    private static final RequiredProgram PERL = new RequiredProgram("perl");

    static PerlTap read(Path directory, byte[] tap) {
        try (InputStream script = PerlTap.class.getResourceAsStream("dump.pl")) {
            Path file = Files.write(directory.resolve("perl.tap"), tap);
            Path program = Files.write(directory.resolve("dump.pl"), script.readAllBytes());
            RequiredProgram.Result result =
                    PERL.run(directory, List.of("perl", program.toString(), file.toString()));
            if (result.status() != 0) {
                throw new AssertionError(result.output());
            }
            return parse(result.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Run {@code prove} itself with a file, and return its exit status and output. */
    static RequiredProgram.Result prove(Path directory, byte[] tap) {
        try {
            Path file = Files.write(directory.resolve("prove.tap"), tap);
            return PERL.run(
                    directory, List.of("prove", "--norc", "--exec", "cat", file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PerlTap parse(String output) {
        List<Point> points = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "test" -> points.add(point(words));
                case "yaml" ->
                        points.get(points.size() - 1).yaml().put(text(words[1]), text(words[2]));
                case "error" -> errors.add(text(words[1]));
                default -> errors.add(line);
            }
        }
        return new PerlTap(points, errors);
    }

    private static Point point(String[] words) {
        boolean skipped = text(words[4]).equals("SKIP");
        Verdict verdict =
                skipped ? Verdict.SKIPPED : words[2].equals("ok") ? Verdict.PASSED : Verdict.FAILED;
        String name = text(words[3]);
        return new Point(
                verdict,
                name.startsWith("- ") ? name.substring(2) : name,
                text(words[5]),
                new LinkedHashMap<>());
    }

    private static String text(String word) {
        return new String(HexFormat.of().parseHex(word.substring(1)), UTF_8);
    }
}
