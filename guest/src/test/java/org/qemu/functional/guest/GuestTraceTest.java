package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.guest.net.Network;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceMode;

/** Reads what a test with a guest and a network leaves in its trace. */
class GuestTraceTest {
    @TempDir Path folder;

    private List<JsonNode> traced(Runnable test) throws IOException {
        TestTrace trace =
                TestTrace.open(folder, TraceMode.ON, new JsonFields().put("test", "guest"));
        try {
            test.run();
        } finally {
            trace.finish(trace.entry("result", "passed"), true);
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(TestTrace.FILE_NAME))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static JsonNode titled(List<JsonNode> lines, String title) {
        return lines.stream()
                .filter(line -> line.path("title").asText().equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError(title + " is not in " + lines));
    }

    private static JsonNode endOf(List<JsonNode> lines, JsonNode begin) {
        return lines.stream()
                .filter(line -> line.path("event").asText().equals("end"))
                .filter(line -> line.path("id").equals(begin.path("id")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hasClonesAndCommandsWithTheirOutput() throws IOException {
        String command = "echo out; echo err >&2; exit 3";
        List<JsonNode> lines =
                traced(
                        () -> {
                            try (Guest guest = Warm.template(folder).clone("traced")) {
                                guest.put("content", "/tmp/file");
                                guest.run(command);
                            }
                        });

        JsonNode clone = titled(lines, "clone from the template");
        assertThat(titled(lines, "launch qemu-system-x86_64").path("parent"))
                .isEqualTo(clone.path("id"));
        assertThat(endOf(lines, titled(lines, "write /tmp/file")).path("outcome").asText())
                .isEqualTo("ok");
        JsonNode ran = titled(lines, command);
        assertThat(ran.path("kind").asText()).isEqualTo("guest");
        assertThat(ran.path("vm").asText()).isEqualTo("traced");
        assertThat(endOf(lines, ran).path("status").asInt()).isEqualTo(3);
        assertThat(endOf(lines, ran).path("stdout").asText()).isEqualTo("out\n");
        assertThat(endOf(lines, ran).path("stderr").asText()).isEqualTo("err\n");
        assertThat(titled(lines, "kill").path("kind").asText()).isEqualTo("shutdown");
    }

    @Test
    void hasTheCaptureOfANetworkAndTheChangesOfItsLinks() throws IOException {
        List<JsonNode> lines =
                traced(
                        () -> {
                            try (Network lan = Network.create("lan", folder)) {
                                lan.link("a").cut();
                            }
                        });

        assertThat(titled(lines, "lan: hub").path("file").asText()).isEqualTo("lan.pcap");
        assertThat(titled(lines, "lan: a: cut").path("kind").asText()).isEqualTo("network");
    }
}
