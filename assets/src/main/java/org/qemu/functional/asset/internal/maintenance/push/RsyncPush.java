package org.qemu.functional.asset.internal.maintenance.push;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.qemu.functional.asset.internal.maintenance.MaintenanceErrors;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.text.SafeText;

/**
 * A folder of this host or of another one, filled by the program rsync: it writes each file under
 * another name and renames the complete one.
 */
final class RsyncPush implements PushTarget {
    /** A host and a path, as rsync and scp write it. */
    private static final String REMOTE = "rsync://.*|[^/:]+:.*";

    private static final int LINES = 5;

    /** Failures of the connection: socket, start of the protocol, stream, time-outs, ssh. */
    private static final Set<Integer> TEMPORARY = Set.of(5, 10, 12, 30, 35, 255);

    private final String target;
    private final Map<String, String> environment;

    private RsyncPush(String target, Map<String, String> environment) {
        this.target = target;
        this.environment = environment;
    }

    static RsyncPush of(String target, Map<String, String> environment) {
        if (target.isBlank() || target.startsWith("-") || target.startsWith("file:")) {
            throw new IllegalArgumentException(
                    "'%s' is no place to push to: it is a URL with {hash}, host:/folder, rsync://host/module or a folder"
                            .formatted(SafeText.line(target)));
        }
        return new RsyncPush(target, environment);
    }

    private boolean isRemote() {
        return target.matches(REMOTE);
    }

    @Override
    public void send(
            Path download, List<ArchivedEntry> entries, EntryListener listener, PushReport report)
            throws InterruptedException {
        Map<String, ArchivedEntry> left = new LinkedHashMap<>();
        entries.forEach(entry -> left.put(entry.hash(), entry));
        String reason;
        boolean temporary = false;
        try {
            Path rsync = ProgramPath.find("rsync", environment).orElse(null);
            if (rsync == null) {
                reason = "there is no rsync in PATH: install it";
            } else {
                Set<String> sent = new HashSet<>();
                Outcome outcome = run(rsync, download, left, listener, sent);
                if (outcome.status == 0) {
                    for (ArchivedEntry entry : entries) {
                        if (sent.contains(entry.hash())) {
                            report.pushed(entry);
                        } else {
                            report.present(entry);
                        }
                    }
                    return;
                }
                // rsync names a file when it has sent it, whether or not it arrived: after a
                // failure nobody knows which ones did.
                temporary = outcome.isTemporary();
                reason =
                        "rsync to '%s' failed with status %d: %s; complete files that arrived stay there"
                                .formatted(target, outcome.status, outcome.errors);
            }
        } catch (IOException e) {
            reason = "cannot push to '%s': %s".formatted(target, MaintenanceErrors.reason(e));
        }
        for (ArchivedEntry entry : left.values()) {
            report.failed(entry, SafeText.line(reason), temporary);
        }
    }

    private record Outcome(int status, String errors) {
        boolean isTemporary() {
            return TEMPORARY.contains(status) && !errors.contains("Permission denied");
        }
    }

    private Outcome run(
            Path rsync,
            Path download,
            Map<String, ArchivedEntry> entries,
            EntryListener listener,
            Set<String> sent)
            throws IOException, InterruptedException {
        String to = target;
        if (!isRemote()) {
            to = Files.createDirectories(Path.of(target).toAbsolutePath()).toString();
        }
        List<String> command =
                new ArrayList<>(
                        List.of(
                                rsync.toString(),
                                "--files-from=-",
                                // A file of another size is not what its name says: replace it.
                                "--size-only",
                                "--partial-dir=.rsync-partial",
                                // Web servers have other users than caches, whose files have 0440.
                                "--perms",
                                "--chmod=D755,F444",
                                "--out-format=%i %n",
                                "--timeout=60",
                                "--",
                                download + "/",
                                to.endsWith("/") ? to : to + "/"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        Deque<String> errors = new ArrayDeque<>();
        try {
            feed(process, entries);
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    take(line, entries, listener, sent, errors);
                }
            }
            int status = process.waitFor();
            return new Outcome(status, String.join("; ", errors));
        } finally {
            process.destroy();
        }
    }

    private static void feed(Process process, Map<String, ArchivedEntry> entries) {
        try (OutputStream names = process.getOutputStream()) {
            for (String hash : entries.keySet()) {
                names.write((hash + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // rsync has ended; its messages say why.
        }
    }

    private static void take(
            String line,
            Map<String, ArchivedEntry> entries,
            EntryListener listener,
            Set<String> sent,
            Deque<String> errors) {
        String[] words = line.split(" ", 2);
        ArchivedEntry entry = words.length == 2 ? entries.get(words[1]) : null;
        if (entry == null) {
            if (!line.isBlank() && !words[0].startsWith("cd") && !words[0].startsWith(".d")) {
                errors.addLast(line.strip());
                if (errors.size() > LINES) {
                    errors.removeFirst();
                }
            }
        } else if (words[0].startsWith("<f") || words[0].startsWith(">f")) {
            sent.add(entry.hash());
            listener.started(entry);
            listener.finished(entry, "pushed");
        }
    }
}
