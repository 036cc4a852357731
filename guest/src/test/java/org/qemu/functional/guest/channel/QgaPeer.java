package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** The guest's end of QEMU's guest agent; a test determines its replies. */
final class QgaPeer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel guest;
    private final BlockingQueue<JsonNode> requests = new LinkedBlockingQueue<>();

    QgaPeer(SocketChannel guest) {
        this.guest = guest;
    }

    static String command(JsonNode request) {
        return request.path("execute").asText();
    }

    /** Return the unread requests, including greetings. */
    BlockingQueue<JsonNode> requests() {
        return requests;
    }

    /** Send characters up to U+00FF unchanged. */
    void say(String bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(ISO_8859_1));
        try {
            while (buffer.hasRemaining()) {
                guest.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Act as an agent, which answers greetings.
     *
     * @param replies returns the reply to a request: its {@code return}, an error's text after
     *     {@code !}, or null for no reply
     */
    void serve(Function<JsonNode, String> replies) {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(guest), ISO_8859_1));
        Thread agent =
                new Thread(
                        () -> {
                            try {
                                String line;
                                while ((line = lines.readLine()) != null) {
                                    answer(line, replies);
                                }
                            } catch (IOException | UncheckedIOException e) {
                                // The test is over.
                            }
                        });
        agent.setDaemon(true);
        agent.start();
    }

    private void answer(String line, Function<JsonNode, String> replies) throws IOException {
        boolean delimited = line.startsWith("\u00ff");
        JsonNode request = JSON.readTree(delimited ? line.substring(1) : line);
        requests.add(request);
        if (delimited) {
            say("\u00ff{\"return\": " + request.at("/arguments/id") + "}\n");
            return;
        }
        String reply = replies.apply(request);
        if (reply != null) {
            String id = ", \"id\": " + request.get("id") + "}\n";
            say(
                    reply.startsWith("!")
                            ? "{\"error\": {\"class\": \"GenericError\", \"desc\": \""
                                    + reply.substring(1)
                                    + "\"}"
                                    + id
                            : "{\"return\": " + reply + id);
        }
    }
}
