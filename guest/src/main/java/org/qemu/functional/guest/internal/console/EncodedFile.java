package org.qemu.functional.guest.internal.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file in lines of base64(1), each preceded by its number, some of which may be damaged. A line
 * is accepted if its number, alphabet and length are valid; the checksum of the whole file detects
 * remaining errors.
 */
final class EncodedFile {
    /** The number of characters in all lines but the last: base64(1) of coreutils and busybox. */
    private static final int LENGTH = 76;

    /**
     * The maximum number of ranges requested at once: a terminal accepts lines of 4095 characters.
     */
    private static final int RUNS = 50;

    private static final Pattern LINE = Pattern.compile("([0-9]{1,9}) ([A-Za-z0-9+/]+={0,2})");

    private static final Pattern BEGINNING = Pattern.compile("(?:([0-9]{1,9}) )?([0-9a-f]{32} -)");

    private @Nullable String[] lines = new String[0];
    private int missing;
    private @Nullable Md5 sum;
    private byte @Nullable [] content;

    /**
     * Receive the number of lines, none for an empty file, and the checksum; return false if they
     * are damaged.
     */
    boolean begin(String answer) {
        Matcher matcher = BEGINNING.matcher(answer);
        if (!matcher.matches()) {
            return false;
        }
        lines = new String[matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1))];
        missing = lines.length;
        sum = new Md5(matcher.group(2));
        return true;
    }

    boolean isBegun() {
        return sum != null;
    }

    /** Receive the undamaged lines; return false if none is new, or the checksum is wrong. */
    boolean take(List<String> received) {
        int before = missing;
        for (String line : received) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                take(Integer.parseInt(matcher.group(1)), matcher.group(2));
            }
        }
        return missing > 0 ? missing < before : finish();
    }

    private boolean finish() {
        byte[] decoded = Base64.getDecoder().decode(String.join("", lines));
        if (Objects.requireNonNull(sum).isOf(decoded)) {
            content = decoded;
            return true;
        }
        Arrays.fill(lines, null); // a line that looked valid was damaged
        missing = lines.length;
        return false;
    }

    private void take(int number, String text) {
        if (number < 1 || number > lines.length || lines[number - 1] != null) {
            return;
        }
        boolean last = number == lines.length;
        boolean whole = last ? text.length() <= LENGTH && text.length() % 4 == 0 : isFull(text);
        if (whole) {
            lines[number - 1] = text;
            missing--;
        }
    }

    private static boolean isFull(String text) {
        return text.length() == LENGTH && !text.endsWith("=");
    }

    boolean isComplete() {
        return content != null;
    }

    /** Return the contents of the complete file. */
    byte[] content() {
        return Objects.requireNonNull(content);
    }

    /** Return a sed(1) script that prints numbers and contents of the missing lines, or of some. */
    String missing() {
        List<String> runs = new ArrayList<>();
        int number = 1;
        while (number <= lines.length && runs.size() < RUNS) {
            if (lines[number - 1] != null) {
                number++;
                continue;
            }
            int first = number;
            while (number <= lines.length && lines[number - 1] == null) {
                number++;
            }
            runs.add("%d,%d{=;p;}".formatted(first, number - 1));
        }
        return String.join(";", runs);
    }
}
