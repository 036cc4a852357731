package org.qemu.functional.report.internal.logs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.report.internal.model.EvidenceText;
import org.qemu.functional.report.internal.trace.TraceStep;
import org.qemu.functional.text.SafeText;
import org.qemu.functional.text.ShellQuoting;

/** Quotes the commands that started the machines of a test, as a shell takes them. */
public final class CommandEvidence {
    private static final String TITLE = "command of QEMU, ";
    private static final String BREAK = " \\\n  ";

    /** A test may start many machines. */
    private static final int MOST = 8;

    private static final Pattern MACHINE = Pattern.compile("VM '([^']{1,200})'");
    private static final Pattern COMMAND = Pattern.compile("\\s*command: (.+)");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*+'?|\\\\.|[^\\s'\\\\])++");

    private CommandEvidence() {}

    /** Return the command of each machine that a trace launches, the last one if it has several. */
    public static List<EvidenceText> ofSteps(List<TraceStep> steps) {
        Map<String, String> commands = new LinkedHashMap<>();
        for (TraceStep step : steps) {
            if (!step.kind().equals("launch") || step.details() == null) {
                continue;
            }
            List<String> words = new ArrayList<>();
            for (JsonNode word : step.details().path("command")) {
                words.add(ShellQuoting.quoteIfNeeded(word.asText()));
            }
            if (!words.isEmpty()) {
                commands.put(step.vm() == null ? "default" : step.vm(), text(words));
            }
        }
        return evidence(commands);
    }

    /** Return the commands that the message of a failure quotes in lines of their own. */
    public static List<EvidenceText> ofMessage(String message) {
        Map<String, String> commands = new LinkedHashMap<>();
        String machine = "default";
        for (String line : message.lines().toList()) {
            Matcher command = COMMAND.matcher(line);
            Matcher named = MACHINE.matcher(line);
            if (command.matches()) {
                List<String> words =
                        WORD.matcher(command.group(1)).results().map(word -> word.group()).toList();
                commands.put(machine, text(words));
            } else if (named.find()) {
                machine = named.group(1);
            }
        }
        return evidence(commands);
    }

    private static List<EvidenceText> evidence(Map<String, String> commands) {
        return commands.entrySet().stream()
                .limit(MOST)
                .map(
                        one ->
                                new EvidenceText(
                                        TITLE + SafeText.line(one.getKey()),
                                        SafeText.lines(SafeText.withoutPasswords(one.getValue()))))
                .toList();
    }

    /** Return quoted words, each option in a line of its own with its value. */
    private static String text(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            boolean first = text.length() == 0;
            text.append(first ? "" : word.startsWith("-") ? BREAK : " ").append(word);
        }
        return text.toString();
    }
}
