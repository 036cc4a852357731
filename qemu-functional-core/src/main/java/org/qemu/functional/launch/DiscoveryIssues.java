package org.qemu.functional.launch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.LauncherDiscoveryListener;

/**
 * Collects what JUnit warns of while it looks for tests: a method that its author takes for a test
 * and that would not run, such as a private one.
 */
final class DiscoveryIssues implements LauncherDiscoveryListener {
    private final List<DiscoveryIssue> issues = new CopyOnWriteArrayList<>();

    @Override
    public void issueEncountered(UniqueId engine, DiscoveryIssue issue) {
        if (issue.severity() != DiscoveryIssue.Severity.INFO) {
            issues.add(issue);
        }
    }

    boolean isEmpty() {
        return issues.isEmpty();
    }

    JUnitException exception() {
        return new JUnitException(
                issues.stream()
                        .map(DiscoveryIssue::message)
                        .collect(
                                Collectors.joining(
                                        "\n",
                                        "JUnit would leave out what looks like a test:\n",
                                        "")));
    }
}
