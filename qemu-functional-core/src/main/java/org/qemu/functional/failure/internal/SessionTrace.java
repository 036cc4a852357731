package org.qemu.functional.failure.internal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceMode;

/** The trace of a session: its first line, and the result of the test at its end. */
public final class SessionTrace {
    /** The maximum number of characters of a message and of a stack trace. */
    private static final int MAX_TEXT = 1 << 16;

    private static final String TESTS = "org.qemu.functional.tests.";
    private static final String ENDED =
            "the program was ended before the test, for example by a signal";

    private final TestTrace trace;
    private final TraceMode mode;
    private final Consumer<Path> files;
    private @Nullable Throwable failure;
    private boolean finished;

    private SessionTrace(TestTrace trace, TraceMode mode, Consumer<Path> files) {
        this.trace = trace;
        this.mode = mode;
        this.files = files;
    }

    /**
     * Start the trace of the calling thread's test.
     *
     * @param type the test's class
     * @param method the test's method; {@code null} for the trace of the class
     * @param title the test's display name
     * @param folder the folder of the logs
     * @param files receives the files of a trace that is kept
     */
    public static SessionTrace open(
            String type,
            @Nullable String method,
            String title,
            QemuBinary binary,
            Path folder,
            TraceMode mode,
            Consumer<Path> files) {
        String shown = type.startsWith(TESTS) ? type.substring(TESTS.length()) : type;
        JsonFields header =
                new JsonFields()
                        .put("test", method == null ? shown : shown + "." + method)
                        .put("name", title)
                        .put("class", type)
                        .put("method", method)
                        .put("folder", folder.getFileName().toString())
                        .put("target", binary.arch())
                        .put("qemu", binary.path().toString());
        return new SessionTrace(TestTrace.open(folder, mode, header), mode, files);
    }

    /** Record a failure, the first of which is the result. */
    public synchronized void failed(Throwable thrown) {
        if (failure == null || failure instanceof TestAbortedException) {
            failure = thrown;
        }
    }

    /** End the trace of a test whose machines have ended. */
    public synchronized void finish() {
        Throwable thrown = failure;
        if (thrown == null) {
            finish(result("passed"), mode == TraceMode.ON);
        } else if (thrown instanceof TestAbortedException) {
            finish(result("skipped").put("message", message(thrown)), mode == TraceMode.ON);
        } else {
            finish(failed(thrown, message(thrown)), true);
        }
    }

    /** End the trace of a test that the program's end interrupts. */
    public synchronized void interrupt() {
        finish(result("failed").put("message", ENDED), true);
    }

    private void finish(JsonFields result, boolean keep) {
        if (!finished) {
            finished = true;
            List<Path> kept = trace.finish(result, keep);
            kept.forEach(files);
        }
    }

    private JsonFields failed(Throwable thrown, String message) {
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        return result("failed")
                .put("failure", FailureKind.of(thrown).label())
                .put("type", thrown.getClass().getName())
                .put("message", message, MAX_TEXT)
                .put("stack", stack.getBuffer(), MAX_TEXT);
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message;
    }

    private JsonFields result(String verdict) {
        return trace.entry("result", verdict).put("verdict", verdict);
    }
}
