package org.qemu.functional.launch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.LauncherDiscoveryListener;

/**
 * Collect JUnit's warnings during discovery, such as a private method that looks like a test and
 * would not run.
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
                                        "JUnit would not run what looks like a test:\n",
                                        "")));
    }
}
