package org.qemu.functional.qmp;

import com.fasterxml.jackson.databind.JsonNode;

/** Thrown when QEMU refused a command. */
public final class QmpCommandException extends QmpException {
    private static final long serialVersionUID = 1;

    /** The maximum number of characters of QEMU's error description in the message. */
    private static final int MAX_QUOTED = 1500;

    /** The maximum number of characters of a name in the message. */
    private static final int MAX_NAME = 100;

    private final String command;
    private final String errorClass;
    private final String description;

    QmpCommandException(String command, JsonNode error) {
        super(
                "QMP command '%s' failed: %s (%s)"
                        .formatted(
                                Excerpt.cut(command, MAX_NAME),
                                Excerpt.cut(error.path("desc").asText(), MAX_QUOTED),
                                Excerpt.cut(error.path("class").asText("no class"), MAX_NAME)));
        this.command = command;
        this.errorClass = error.path("class").asText();
        this.description = error.path("desc").asText();
    }

    /** Return the name of the command that was refused. */
    public String command() {
        return command;
    }

    /**
     * Return QEMU's class of the error, such as {@code GenericError} or {@code CommandNotFound}.
     */
    public String errorClass() {
        return errorClass;
    }

    /** Return QEMU's description of the error. */
    public String description() {
        return description;
    }
}
