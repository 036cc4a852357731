package org.qemu.functional.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.qemu.functional.report.internal.model.DataJson;

/** A build folder as meson and test programs leave it. */
final class MesonFolder {
    static final String CLASS = "x86_64.BootTest";

    private final Path build;
    private double time = 1_796_070_000;

    MesonFolder(Path build) {
        this.build = build;
    }

    Path path() {
        return build;
    }

    /** Start later programs at this time. */
    MesonFolder at(double seconds) {
        time = seconds;
        return this;
    }

    MesonFolder program(String name, String result, int status, String tap) throws IOException {
        return program("meson-logs", name, result, status, tap, "");
    }

    MesonFolder program(
            String logs, String name, String result, int status, String tap, String stderr)
            throws IOException {
        ObjectNode line = DataJson.mapper().createObjectNode();
        line.put("name", "qemu-functional:func-quick+func-x86_64 / " + name);
        line.put("stdout", tap);
        line.put("stderr", stderr);
        line.put("result", result);
        line.put("starttime", time);
        line.put("duration", 12.5);
        line.put("returncode", status);
        line.putObject("env")
                .put("QEMU_TEST_QEMU_BINARY", "/usr/bin/qemu-system-x86_64")
                .put("CI_JOB_TOKEN", "secret-of-the-job");
        line.putArray("command").add("scripts/functional-test").add(CLASS);
        time += 20;
        append(logs + "/testlog.json", DataJson.mapper().writeValueAsString(line) + "\n");
        return this;
    }

    /** Append to a file of the build folder. */
    MesonFolder append(String name, String text) throws IOException {
        return append(name, text.getBytes(UTF_8));
    }

    MesonFolder append(String name, byte[] content) throws IOException {
        Path file = build.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }

    /** Append to a file of a test's folder. */
    MesonFolder log(String test, String name, String text) throws IOException {
        return append("tests/functional/x86_64/%s/%s".formatted(test, name), text);
    }

    static String passed(String test) {
        return "TAP version 13\n1..1\n# running %s\nok 1 - %s\n  ---\n  duration_ms: 1500.250\n  ...\n"
                .formatted(test, test);
    }

    static String failed(String test, String kind, String message) {
        return """
                TAP version 13
                1..1
                # running %s
                not ok 1 - %s
                  ---
                  duration_ms: 2500
                  message: %s
                  severity: fail
                  at: "BootTest.java:42"
                  stack: |
                    at BootTest.boots(BootTest.java:42)
                  kind: %s
                  entries:
                    "rerun": "QEMU_TEST_SEED=1 java -jar tests.jar BootTest"
                  ...
                """
                .formatted(test, test, DataJson.mapper().getNodeFactory().textNode(message), kind);
    }
}
