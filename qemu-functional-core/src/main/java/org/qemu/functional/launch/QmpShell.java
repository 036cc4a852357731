package org.qemu.functional.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.qmp.QmpClient;
import org.qemu.functional.qmp.QmpException;
import org.qemu.functional.suite.internal.ExitCode;
import org.qemu.functional.text.SafeOutput;

/**
 * A shell for a QMP monitor. A line has a command and its arguments as {@code name=value}. A value
 * is JSON if it can be parsed, else a string; {@code a.b=value} sets a member of a nested object. A
 * line may also be a whole command in JSON. Received events are printed after each reply, or at an
 * empty line.
 */
final class QmpShell {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final BufferedReader in;
    private final PrintStream out;

    QmpShell(InputStream in, OutputStream out) {
        this.in = new BufferedReader(new InputStreamReader(in, UTF_8));
        this.out = SafeOutput.to(out, UTF_8).print();
    }

    /**
     * Run until the input or QEMU ends.
     *
     * @param socket the socket that QEMU's monitor listens on
     */
    ExitCode run(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            try (QmpClient client =
                    QmpClient.negotiate(channel, channel, TestLog.threads("qmp"), TIMEOUT)) {
                out.println("connected to QEMU " + client.greeting().at("/version/qemu"));
                converse(client);
            }
            return ExitCode.OK;
        } catch (IOException | QmpException e) {
            System.err.println("error: '%s': %s".formatted(socket, e.getMessage()));
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERNAL_ERROR;
        }
    }

    private void converse(QmpClient client) throws IOException, InterruptedException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                answer(client, line.strip());
            }
            for (JsonNode event : client.clearEvents()) {
                show(event);
            }
        }
    }

    private void answer(QmpClient client, String line) throws IOException, InterruptedException {
        try {
            ObjectNode command = parse(line);
            Map<String, JsonNode> arguments = new LinkedHashMap<>();
            command.path("arguments")
                    .properties()
                    .forEach(field -> arguments.put(field.getKey(), field.getValue()));
            show(
                    command.has("exec-oob")
                            ? client.executeOutOfBand(
                                    command.path("exec-oob").asText(), arguments, TIMEOUT)
                            : client.execute(command.path("execute").asText(), arguments, TIMEOUT));
        } catch (IllegalArgumentException e) {
            out.println("error: " + e.getMessage());
        }
    }

    /**
     * Parse a command.
     *
     * @throws IllegalArgumentException if it is invalid
     */
    static ObjectNode parse(String line) {
        if (line.startsWith("{")) {
            try {
                return (ObjectNode) JSON.readTree(line);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("'%s' is not JSON".formatted(line), e);
            }
        }
        String[] words = line.split("\\s+", -1);
        ObjectNode command = JSON.createObjectNode().put("execute", words[0]);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "'%s' is not an argument: write name=value".formatted(words[i]));
            }
            put(
                    command.withObject("/arguments"),
                    words[i].substring(0, equals),
                    value(words[i].substring(equals + 1)));
        }
        return command;
    }

    private static void put(ObjectNode arguments, String name, JsonNode value) {
        ObjectNode at = arguments;
        String[] path = name.split("\\.", -1);
        for (int i = 0; i < path.length - 1; i++) {
            at = at.withObject("/" + path[i]);
        }
        at.set(path[path.length - 1], value);
    }

    private static JsonNode value(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private void show(JsonNode message) throws IOException {
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(message));
    }
}
