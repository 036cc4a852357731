package org.qemu.functional.debug.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import org.qemu.functional.lifecycle.EmergencyExit;

/**
 * The mode of the terminal on standard input. It is set by stty(1) so that each key is delivered
 * immediately and not echoed, and restored later. Signal keys keep their meaning: Ctrl-C ends the
 * program.
 */
final class TerminalMode implements AutoCloseable {
    private final String saved;
    private final EmergencyExit.Registration registration;

    private TerminalMode(String saved) {
        this.saved = saved;
        this.registration = EmergencyExit.cleanUp(() -> stty(saved));
    }

    /**
     * Set the mode. If standard input is not a terminal, stty(1) refuses and nothing is changed.
     */
    static TerminalMode perKey() {
        String saved = stty("-g").strip();
        if (!saved.isEmpty()) {
            stty("-icanon", "-echo", "-icrnl", "min", "1");
        }
        return new TerminalMode(saved);
    }

    private static String stty(String... arguments) {
        if (arguments.length == 1 && arguments[0].isEmpty()) {
            return "";
        }
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process stty =
                    new ProcessBuilder(command)
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String output = new String(stty.getInputStream().readAllBytes(), US_ASCII);
            return stty.waitFor() == 0 ? output : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        registration.close();
        stty(saved);
    }
}
