package org.qemu.functional.report.internal.logs;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.report.internal.input.TextFiles;
import org.qemu.functional.report.internal.model.EvidenceText;
import org.qemu.functional.report.internal.model.SourceLine;
import org.qemu.functional.text.SafeText;

/** Quotes the line of a source file at which a test failed. */
public final class SourceEvidence {
    private static final int AROUND = 2;
    private static final int LONGEST_LINE = 400;

    private final SourceFiles sources;

    /**
     * @param sources finds the files
     */
    public SourceEvidence(SourceFiles sources) {
        this.sources = sources;
    }

    /**
     * Return the line with two lines before it and two after it, or nothing if its file is not
     * found, is not the only one of its name, or is shorter now.
     *
     * @param className the class of the test, or empty
     * @param stack the lines of the stack trace, which name the class more exactly
     */
    public Optional<EvidenceText> of(SourceLine line, String className, List<String> stack)
            throws IOException {
        List<Path> files = sources.all(className(line, className, stack), line.file());
        if (files.size() != 1) {
            return Optional.empty();
        }
        List<String> quoted = new ArrayList<>();
        boolean found = false;
        int width = Integer.toString(line.line() + AROUND).length();
        try (BufferedReader reader = TextFiles.reader(files.get(0))) {
            int number = 1;
            for (String text; (text = reader.readLine()) != null; number++) {
                if (number > line.line() + AROUND) {
                    break;
                }
                if (number >= line.line() - AROUND) {
                    boolean marked = number == line.line();
                    found |= marked;
                    quoted.add(
                            "%s %s %s"
                                    .formatted(
                                            marked ? "▸" : " ",
                                            " ".repeat(width - Integer.toString(number).length())
                                                    + number,
                                            shown(text))
                                    .stripTrailing());
                }
            }
        }
        return found
                ? Optional.of(new EvidenceText("source, " + line.file(), String.join("\n", quoted)))
                : Optional.empty();
    }

    private static String className(SourceLine line, String otherwise, List<String> stack) {
        Pattern frame =
                Pattern.compile(
                        "\\s*(?:at )?(?:[^\\s(]*/)?([\\w$.]+\\.[\\w$]+)\\.[^.(\\s]+\\(%s:%d\\)\\s*"
                                .formatted(Pattern.quote(line.file()), line.line()));
        for (String text : stack) {
            Matcher matcher = frame.matcher(text);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return otherwise;
    }

    private static String shown(String line) {
        String plain = SafeText.lines(line);
        return plain.length() <= LONGEST_LINE ? plain : plain.substring(0, LONGEST_LINE) + " …";
    }
}
