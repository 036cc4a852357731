package org.qemu.functional.trace.internal;

import org.jspecify.annotations.Nullable;

/**
 * A step that has begun. A step that begins on the same thread before this one ends is within it.
 */
public final class TraceSpan {
    /** The span of no trace: its end has no effect. */
    static final TraceSpan NONE = new TraceSpan(TestTrace.NONE, 0, null);

    private static final ThreadLocal<@Nullable TraceSpan> INNERMOST = new ThreadLocal<>();

    private final TestTrace trace;
    private final long id;
    private final @Nullable TraceSpan around;
    private boolean ended;

    private TraceSpan(TestTrace trace, long id, @Nullable TraceSpan around) {
        this.trace = trace;
        this.id = id;
        this.around = around;
    }

    /** Begin a step within the innermost one of this thread. */
    static TraceSpan enter(TestTrace trace, long id) {
        TraceSpan span = new TraceSpan(trace, id, innermost(trace));
        INNERMOST.set(span);
        return span;
    }

    /** Begin a step that other steps of this thread are not part of. */
    static TraceSpan beside(TestTrace trace, long id) {
        return new TraceSpan(trace, id, innermost(trace));
    }

    private static @Nullable TraceSpan innermost(TestTrace trace) {
        TraceSpan span = INNERMOST.get();
        while (span != null && (span.trace != trace || span.ended)) {
            span = span.around;
        }
        return span;
    }

    /** Return the number of the step that this thread is in; 0 for none. */
    static long parent(TestTrace trace) {
        TraceSpan span = innermost(trace);
        return span == null ? 0 : span.id;
    }

    /** Return whether the end of the step is written, to save the effort for costly fields. */
    public boolean isOn() {
        return this != NONE;
    }

    /** End the step successfully. */
    public void ok() {
        end("ok", new JsonFields());
    }

    /** End the step successfully, with further fields. */
    public void ok(JsonFields fields) {
        end("ok", fields);
    }

    /** End the step because of an exception. */
    public void failed(Throwable thrown) {
        failed(thrown, new JsonFields());
    }

    /** End the step because of an exception, with further fields. */
    public void failed(Throwable thrown, JsonFields fields) {
        end(skips(thrown) ? "skipped" : "failed", fields.put("message", TestTrace.reason(thrown)));
    }

    /** Return whether an exception skips the test. This module does not know its type. */
    private static boolean skips(Throwable thrown) {
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals("org.opentest4j.TestAbortedException")) {
                return true;
            }
        }
        return false;
    }

    /** End the step as failed, with further fields, the reason as {@code message} among them. */
    public void failed(JsonFields fields) {
        end("failed", fields);
    }

    private void end(String outcome, JsonFields fields) {
        if (this == NONE || ended) {
            return;
        }
        ended = true;
        if (INNERMOST.get() == this) {
            if (around == null) {
                INNERMOST.remove();
            } else {
                INNERMOST.set(around);
            }
        }
        trace.end(id, outcome, fields);
    }
}
