package org.qemu.functional.console;

import java.time.Duration;

/** The four possible results of a wait on a console. */
public sealed interface ConsoleOutcome {

    /** A success pattern was found. */
    record Matched(ConsoleMatch match) implements ConsoleOutcome {}

    /** A failure pattern was found first. */
    record Failed(ConsoleMatch match) implements ConsoleOutcome {}

    /** The other end closed the console or exited, and its last output matched no pattern. */
    record Ended() implements ConsoleOutcome {}

    /** The deadline passed first. */
    record TimedOut(Duration after) implements ConsoleOutcome {}
}
