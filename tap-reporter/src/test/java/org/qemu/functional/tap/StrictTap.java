package org.qemu.functional.tap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.tap.internal.Verdict;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads TAP 13 strictly, to check the reporter's output. */
record StrictTap(int plan, boolean planFirst, List<Point> points) {

    record Point(Verdict verdict, String name, String reason, Map<String, Object> yaml) {

        String text(String key) {
            if (!(yaml.get(key) instanceof String text)) {
                throw new AssertionError("no text '%s' in %s".formatted(key, yaml));
            }
            return text;
        }
    }

    private static final Pattern PLAN = Pattern.compile("1\\.\\.(\\d+)( # SKIP .+)?");
    private static final Pattern POINT =
            Pattern.compile("(not )?ok (\\d+) - ([^#]*[^# ])(?: # (SKIP|TODO)(?: (.+))?)?");

    static StrictTap read(byte[] bytes) {
        String text = decode(bytes);
        check(text.endsWith("\n"), "the last line has no end", text);
        List<String> lines = new ArrayList<>(List.of(text.split("\n")));
        check(lines.remove(0).equals("TAP version 13"), "no version", text);
        lines.removeIf(line -> line.startsWith("#"));
        boolean planFirst = PLAN.matcher(lines.get(0)).matches();
        String planLine = lines.remove(planFirst ? 0 : lines.size() - 1);
        Matcher plan = PLAN.matcher(planLine);
        check(plan.matches(), "no plan first or last", planLine);
        int count = Integer.parseInt(plan.group(1));
        check(
                plan.group(2) == null || count == 0,
                "a plan that skips and yet has points",
                planLine);
        List<Point> points = points(lines);
        check(points.size() == count, "count is not that of the plan", text);
        return new StrictTap(count, planFirst, points);
    }

    /**
     * Return the points as short lines, such as {@code PASSED FooTest.bar}, with the reason of a
     * skip in brackets.
     */
    List<String> verdicts() {
        return points.stream()
                .map(
                        p ->
                                p.verdict()
                                        + " "
                                        + p.name()
                                        + (p.reason().isEmpty() ? "" : " [" + p.reason() + "]"))
                .toList();
    }

    Point point(String name) {
        return points.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "no point '%s' among %s".formatted(name, verdicts())));
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
    }

    private static List<Point> points(List<String> lines) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher m = POINT.matcher(line);
            check(m.matches(), "neither point nor block", line);
            check(Integer.parseInt(m.group(2)) == points.size() + 1, "numbers out of order", line);
            check(line.codePoints().noneMatch(Character::isISOControl), "control characters", line);
            int end = i + 1;
            while (end < lines.size() && !lines.get(end).equals("  ...")) {
                check(
                        lines.get(end).startsWith("  "),
                        "a line of a block is not indented",
                        lines.get(end));
                end++;
            }
            check(
                    end < lines.size() && lines.get(i + 1).equals("  ---"),
                    "no block under the point",
                    line);
            points.add(
                    new Point(
                            verdict(m),
                            m.group(3),
                            orEmpty(m.group(5)),
                            yaml(lines.subList(i + 1, end + 1))));
            i = end;
        }
        return points;
    }

    private static Verdict verdict(Matcher point) {
        if ("SKIP".equals(point.group(4))) {
            check(point.group(1) == null, "a skip that failed", point.group());
            return Verdict.SKIPPED;
        }
        if (point.group(4) != null) {
            check(point.group(1) != null, "an expected failure that passed", point.group());
            return Verdict.EXPECTED_FAILURE;
        }
        return point.group(1) == null ? Verdict.PASSED : Verdict.FAILED;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(List<String> lines) {
        StringBuilder document = new StringBuilder();
        lines.forEach(line -> document.append(line.substring(2)).append('\n'));
        LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
        return (Map<String, Object>) new Load(settings).loadFromString(document.toString());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static void check(boolean holds, String otherwise, String where) {
        if (!holds) {
            throw new AssertionError(otherwise + ": " + where);
        }
    }
}
