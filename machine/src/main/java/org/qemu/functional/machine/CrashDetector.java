package org.qemu.functional.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.console.CrashPattern;

/**
 * The crash patterns that a machine's consoles are watched for: all those that no scope has
 * disarmed.
 */
final class CrashDetector {
    /** The number of open scopes that disarm a pattern, by its name. */
    private final Map<String, Integer> disarmed = new HashMap<>();

    /**
     * Disarm patterns until the returned scope is closed.
     *
     * @param names the names of patterns; none for all patterns
     * @throws IllegalArgumentException if there is no pattern with one of these names
     */
    synchronized QemuMachine.Scope disarm(String... names) {
        List<String> chosen =
                names.length == 0
                        ? CrashPattern.names()
                        : List.of(names).stream().map(CrashDetector::known).toList();
        chosen.forEach(name -> disarmed.merge(name, 1, Integer::sum));
        List<String> open = new ArrayList<>(chosen);
        return () -> {
            synchronized (this) {
                open.forEach(name -> disarmed.merge(name, -1, Integer::sum));
                open.clear();
            }
        };
    }

    private static String known(String name) {
        if (!CrashPattern.names().contains(name)) {
            throw new IllegalArgumentException(
                    "there is no crash pattern '%s'; the patterns are %s"
                            .formatted(name, CrashPattern.names()));
        }
        return name;
    }

    /**
     * Return the patterns to watch for in a wait: all armed ones that are not part of a success
     * pattern.
     */
    synchronized List<CrashPattern> armedFor(List<ConsolePattern> success) {
        return CrashPattern.all().stream()
                .filter(crash -> disarmed.getOrDefault(crash.name(), 0) == 0)
                .filter(crash -> success.stream().noneMatch(crash::isPartOf))
                .toList();
    }
}
