package org.qemu.functional.report.internal.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a program has printed in TAP 13 or 14, complete or not.
 *
 * <p>Lines that are not TAP are ignored, and so is a YAML block that was cut off.
 */
final class TapOutput {
    private static final Pattern POINT =
            Pattern.compile(
                    "(not )?ok\\b(?: +\\d{1,9})?(?: +- +| +|$)(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DIRECTIVE =
            Pattern.compile("(?:^|\\s)#\\s*(skip|todo)\\w*:?(.*)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLAN =
            Pattern.compile(
                    "1\\.\\.(\\d{1,9})(?:\\s*#\\s*skip\\w*\\s*(.*))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_YAML =
            Pattern.compile(
                    "[^\\t\\n\\r -~\\x85\\u00A0-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");
    private static final String RUNNING = "# running ";
    private static final String BAIL_OUT = "Bail out!";

    private final List<TapPoint> points = new ArrayList<>();
    private String running = "";
    private int planned = -1;
    private @Nullable String skippedPlan;
    private @Nullable String bailOut;

    private @Nullable StringBuilder block;

    private TapOutput() {}

    /** Parse an output. */
    static TapOutput parse(String text) {
        TapOutput tap = new TapOutput();
        text.lines().forEach(tap::line);
        return tap;
    }

    /** Return the points in their order. */
    List<TapPoint> points() {
        return points;
    }

    /** Return the test that began last and has no point, or empty. */
    String running() {
        return running;
    }

    /** Return how many of the planned points are missing. */
    int missing() {
        return Math.max(0, planned - points.size());
    }

    /** Return why the plan says that there is nothing to run. */
    Optional<String> skippedPlan() {
        return Optional.ofNullable(skippedPlan);
    }

    /** Return why the program gave up. */
    Optional<String> bailOut() {
        return Optional.ofNullable(bailOut);
    }

    private void line(String line) {
        if (block != null) {
            blockLine(block, line);
            return;
        }
        Matcher point = POINT.matcher(line);
        Matcher plan = PLAN.matcher(line);
        if (line.startsWith(RUNNING)) {
            running = line.substring(RUNNING.length()).strip();
        } else if (line.startsWith(BAIL_OUT)) {
            bailOut = line.substring(BAIL_OUT.length()).strip();
        } else if (line.strip().equals("---") && !points.isEmpty()) {
            block = new StringBuilder();
        } else if (plan.matches()) {
            planned = Integer.parseInt(plan.group(1));
            skippedPlan = planned == 0 ? (plan.group(2) == null ? "" : plan.group(2)) : null;
        } else if (point.matches()) {
            running = "";
            add(point.group(1) == null, point.group(2));
        }
    }

    private void add(boolean ok, String rest) {
        Matcher directive = DIRECTIVE.matcher(rest);
        if (directive.find()) {
            points.add(
                    new TapPoint(
                            ok,
                            rest.substring(0, directive.start()).strip(),
                            directive.group(1).toLowerCase(Locale.ROOT),
                            directive.group(2).strip(),
                            Map.of()));
        } else {
            points.add(new TapPoint(ok, rest.strip(), "", "", Map.of()));
        }
    }

    private void blockLine(StringBuilder lines, String line) {
        // As meson does: any line that starts with "..." ends the block.
        if (line.strip().equals("...")) {
            block = null;
            int last = points.size() - 1;
            TapPoint point = points.get(last);
            Map<String, Object> details = details(lines.toString());
            Object name = details.get("name");
            points.set(
                    last,
                    new TapPoint(
                            point.ok(),
                            name == null ? point.name() : name.toString(),
                            point.directive(),
                            point.reason(),
                            details));
        } else {
            lines.append(line).append('\n');
        }
    }

    /**
     * Replace characters that YAML does not permit, so that one of them does not cost the block.
     */
    private static String printable(String yaml) {
        return NOT_YAML.matcher(yaml).replaceAll("\uFFFD");
    }

    private static Map<String, Object> details(String yaml) {
        Map<String, Object> details = new LinkedHashMap<>();
        try {
            Object loaded =
                    new Load(LoadSettings.builder().build()).loadFromString(printable(yaml));
            if (loaded instanceof Map<?, ?> map) {
                map.forEach((key, value) -> details.put(String.valueOf(key), value));
            }
        } catch (YamlEngineException e) {
            details.put("message", yaml);
        }
        return details;
    }
}
