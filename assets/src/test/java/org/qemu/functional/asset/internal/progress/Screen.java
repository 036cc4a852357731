package org.qemu.functional.asset.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Emulates the screen of a terminal; throws for unknown control sequences. */
final class Screen {
    private static final Pattern PIECE =
            Pattern.compile("\u001b\\[(\\d*)([AKJ])|(\r)|(\n)|([^\u001b\r\n]+)");

    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    final PrintStream out = new PrintStream(written, false, StandardCharsets.UTF_8);

    List<String> lines() {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int row = 0;
        int column = 0;
        String text = written.toString(StandardCharsets.UTF_8);
        Matcher pieces = PIECE.matcher(text);
        int end = 0;
        while (pieces.find()) {
            assertThat(pieces.start()).as("unknown codes before %s", pieces).isEqualTo(end);
            end = pieces.end();
            StringBuilder line = lines.get(row);
            if (pieces.group(3) != null) {
                column = 0;
            } else if (pieces.group(4) != null) {
                row++;
                column = 0;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else if (pieces.group(5) != null) {
                String piece = pieces.group(5);
                line.setLength(Math.max(line.length(), column));
                line.replace(column, Math.min(line.length(), column + piece.length()), piece);
                column += piece.length();
            } else if (pieces.group(2).equals("A")) {
                row -= Integer.parseInt(pieces.group(1));
                assertThat(row).isNotNegative();
            } else {
                line.setLength(Math.min(line.length(), column));
                if (pieces.group(2).equals("J")) {
                    lines.subList(row + 1, lines.size()).clear();
                }
            }
        }
        assertThat(end).isEqualTo(text.length());
        return lines.stream().map(StringBuilder::toString).filter(line -> !line.isEmpty()).toList();
    }
}
