package org.qemu.functional.report.internal.input;

/** Names the signals of Linux that end programs. */
final class SignalName {
    private SignalName() {}

    /** Return a name such as {@code SIGKILL}, or {@code signal 40}. */
    static String of(int number) {
        return switch (number) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 13 -> "SIGPIPE";
            case 14 -> "SIGALRM";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            case 31 -> "SIGSYS";
            default -> "signal " + number;
        };
    }

    /** Return whether a signal comes from another program, and not from a fault of its receiver. */
    static boolean isSent(int number) {
        return switch (of(number)) {
            case "SIGHUP", "SIGINT", "SIGKILL", "SIGTERM" -> true;
            default -> false;
        };
    }
}
