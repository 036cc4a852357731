package org.qemu.functional.guest.internal.qga;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.guest.channel.GuestFileException;
import org.qemu.functional.guest.internal.channel.Cancellation;

/** A file of the guest that its agent has opened. */
public final class QgaFile implements AutoCloseable {
    /**
     * The size of the data in a request or reply; small, so that other requests are not delayed.
     */
    private static final int BLOCK = 256 << 10;

    private final QgaCommands agent;
    private final Cancellation operation;
    private final String path;
    private final long deadline;
    private final long handle;

    /**
     * Open a file.
     *
     * @param operation the operation that this is part of
     * @param mode the mode of fopen(3)
     * @param deadline of {@link System#nanoTime()} for all requests for the file
     * @throws GuestFileException if the agent cannot open it; the message has its reason
     */
    public QgaFile(
            QgaCommands agent, Cancellation operation, String path, String mode, long deadline) {
        this.agent = agent;
        this.operation = operation;
        this.path = path;
        this.deadline = deadline;
        handle = ask("guest-file-open", Map.of("path", path, "mode", mode)).asLong();
    }

    private JsonNode ask(String command, Map<String, ?> arguments) {
        Duration left = Cancellation.left(deadline);
        if (left.isZero()) {
            throw agent.watch().broken("'%s' to be copied".formatted(path), new TimeoutException());
        }
        try {
            return agent.ask(operation, command, arguments, left);
        } catch (QgaLink.RefusedException e) {
            throw error(path, e.getMessage());
        }
    }

    public static GuestFileException error(String path, String reason) {
        return new GuestFileException("'%s': %s".formatted(path, reason));
    }

    public void writeAll(InputStream content) throws IOException {
        byte[] block = new byte[BLOCK];
        int count;
        while ((count = content.readNBytes(block, 0, block.length)) > 0) {
            write(Arrays.copyOf(block, count));
        }
    }

    private void write(byte[] block) {
        int written = 0;
        while (written < block.length) {
            byte[] rest = Arrays.copyOfRange(block, written, block.length);
            String text = Base64.getEncoder().encodeToString(rest);
            JsonNode reply = ask("guest-file-write", Map.of("handle", handle, "buf-b64", text));
            written += reply.path("count").asInt();
        }
    }

    public void readAll(OutputStream content) throws IOException {
        JsonNode block;
        do {
            block = ask("guest-file-read", Map.of("handle", handle, "count", BLOCK));
            content.write(Base64.getDecoder().decode(block.path("buf-b64").asText("")));
        } while (!block.path("eof").asBoolean());
    }

    /**
     * Close the file, which may report that the disk is full.
     *
     * @throws GuestFileException if the agent fails
     */
    @Override
    public void close() {
        try {
            JsonNode unused =
                    agent.promptly(operation, "guest-file-close", Map.of("handle", handle));
        } catch (QgaLink.RefusedException e) {
            throw error(path, e.getMessage());
        }
    }
}
