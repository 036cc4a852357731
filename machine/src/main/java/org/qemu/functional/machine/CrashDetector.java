package org.qemu.functional.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.console.CrashPattern;

/** Which crash patterns a machine's consoles are watched for: all that no scope has disarmed. */
final class CrashDetector {
    /** By name, how many scopes that are still open disarm it. */
    private final Map<String, Integer> disarmed = new HashMap<>();

    /**
     * Disarm patterns until the scope is closed.
     *
     * @param names none for all
     * @throws IllegalArgumentException if there is none of that name
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
                    "there is no crash pattern '%s'; there are %s"
                            .formatted(name, CrashPattern.names()));
        }
        return name;
    }

    /** Those to watch for in a wait: none that is part of what the wait is for. */
    synchronized List<CrashPattern> armedFor(List<ConsolePattern> success) {
        return CrashPattern.all().stream()
                .filter(crash -> disarmed.getOrDefault(crash.name(), 0) == 0)
                .filter(crash -> success.stream().noneMatch(crash::isPartOf))
                .toList();
    }
}
