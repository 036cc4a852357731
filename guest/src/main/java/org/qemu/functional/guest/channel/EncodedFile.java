package org.qemu.functional.guest.channel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file in lines of base64(1), each behind its number, of which some come and others are spoilt. A
 * line counts if it has the number, the alphabet and the length that it must have; the sum of all
 * tells whether that was enough.
 */
final class EncodedFile {
    /** Characters in a line but the last: base64(1) of coreutils and of busybox. */
    private static final int LENGTH = 76;

    /** How many runs of lines are asked for at once: a terminal takes a line of 4095 characters. */
    private static final int RUNS = 50;

    private static final Pattern LINE = Pattern.compile("([0-9]{1,9}) ([A-Za-z0-9+/]+={0,2})");

    private static final Pattern BEGINNING = Pattern.compile("(?:([0-9]{1,9}) )?([0-9a-f]{32} -)");

    private @Nullable String[] lines = new String[0];
    private int missing;
    private @Nullable Md5 sum;
    private byte @Nullable [] content;

    /** Take the number of lines, none for an empty file, and its sum; false if they are spoilt. */
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

    /** Take what is whole; returns false if nothing is new, or the sum is another. */
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
        Arrays.fill(lines, null); // one that looked whole was not
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

    /** Return what is in the file, which is complete. */
    byte[] content() {
        return Objects.requireNonNull(content);
    }

    /** Return a script for sed(1) that prints numbers and lines of what is missing, or of some. */
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
