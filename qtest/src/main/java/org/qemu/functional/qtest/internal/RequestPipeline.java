package org.qemu.functional.qtest.internal;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.qtest.QTestCommandError;
import org.qemu.functional.qtest.QTestProtocolException;

/** Send many commands to QEMU at once, and receive their replies. */
public final class RequestPipeline {
    private final QTestConnection link;
    private final CommandBuffer commands;
    private final List<QTestConnection.ReplyHandler> handlers;
    private final int[] ends;
    private int next;
    private @Nullable QTestCommandError refused;
    private @Nullable QTestProtocolException bad;

    /**
     * Prepare the commands.
     *
     * @param handlers the handlers of the replies, one for each command
     * @param ends the ends of the commands in the buffer
     */
    public RequestPipeline(
            QTestConnection link,
            CommandBuffer commands,
            List<QTestConnection.ReplyHandler> handlers,
            int[] ends) {
        this.link = link;
        this.commands = commands;
        this.handlers = handlers;
        this.ends = ends;
    }

    /**
     * Send the commands and deliver the replies in order. An error does not prevent the execution
     * of other commands.
     *
     * @throws QTestCommandError after the last reply, if the first error is a refusal
     * @throws QTestProtocolException likewise, if the first error is an invalid reply
     */
    public void run() {
        try {
            link.ensureReady();
            sendAll();
            while (next < handlers.size()) {
                take(link.readReply());
            }
            link.ended();
        } catch (IOException | TimeoutException e) {
            throw link.lost(
                    e,
                    link.replyTo(
                            command(), ", number %d of %d".formatted(next + 1, handlers.size())));
        }
        if (bad != null) {
            throw bad;
        }
        if (refused != null) {
            throw refused;
        }
    }

    private void sendAll() throws IOException, TimeoutException {
        try {
            link.send(commands);
        } catch (IOException | TimeoutException e) {
            takeWhatCame();
            throw e;
        }
    }

    /** Process the replies that have arrived: they show which command QEMU died of. */
    private void takeWhatCame() throws TimeoutException {
        try {
            while (next < handlers.size() && link.hasLine()) {
                take(link.readReply());
            }
        } catch (IOException e) {
            // The end of the connection, which is already being reported.
        }
    }

    private void take(ReplyLine line) {
        try {
            if (ReplyReader.isOk(line)) {
                handlers.get(next).take(line);
            } else if (bad == null && refused == null) {
                refused = new QTestCommandError(command(), line.toString());
            }
        } catch (BadReplyException e) {
            if (bad == null && refused == null) {
                bad = QTestConnection.bad(e, command(), line);
            }
        }
        next++;
    }

    private String command() {
        return commands.text(next == 0 ? 0 : ends[next - 1], ends[next] - 1);
    }
}
