package org.qemu.functional.nativetest.internal.rerun;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the JVM writes when a signal ends it ({@code hs_err_pid<pid>.log}).
 *
 * @param signal the signal's name
 * @param frames the C frames, the innermost first
 */
public record CrashReport(String signal, List<Frame> frames) {
    private static final Pattern SIGNAL = Pattern.compile("#  (SIG[A-Z]+) .*");
    private static final Pattern FRAME =
            Pattern.compile("#? *C +\\[([^\\]+]+)\\+0x([0-9a-f]+)\\].*");

    /**
     * A frame.
     *
     * @param library the name of its file, without the folder
     * @param offset the offset in the file
     */
    public record Frame(String library, long offset) {}

    static CrashReport parse(List<String> lines) {
        String signal = "crash";
        List<Frame> frames = new ArrayList<>();
        boolean inFrames = false;
        for (String line : lines) {
            Matcher named = SIGNAL.matcher(line);
            if (named.matches()) {
                signal = named.group(1);
            }
            // The frames are there twice: the first alone in the head, then all.
            if (line.startsWith("Native frames:")) {
                frames.clear();
                inFrames = true;
            } else if (inFrames && line.isBlank()) {
                break;
            }
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()) {
                frames.add(new Frame(frame.group(1), Long.parseLong(frame.group(2), 16)));
            }
        }
        return new CrashReport(signal, frames);
    }
}
