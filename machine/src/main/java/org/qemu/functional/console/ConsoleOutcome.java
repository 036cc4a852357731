package org.qemu.functional.console;

import java.time.Duration;

/** How a wait on a console ended: every wait races these four. */
public sealed interface ConsoleOutcome {

    /** What was awaited came. */
    record Matched(ConsoleMatch match) implements ConsoleOutcome {}

    /** A pattern that tells of failure came first. */
    record Failed(ConsoleMatch match) implements ConsoleOutcome {}

    /** The other end closed the console, or exited, and nothing awaited was in its last words. */
    record Ended() implements ConsoleOutcome {}

    /** The deadline came first. */
    record TimedOut(Duration after) implements ConsoleOutcome {}
}
