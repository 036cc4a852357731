package org.qemu.functional.trace.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one test: {@code trace.jsonl} in the folder of its logs, see docs/trace.md.
 * Thread-safe. If the file cannot be written, that is reported once and the test continues.
 *
 * <p>The thread that opened the trace belongs to the test until {@link #finish}; the threads of
 * {@link org.qemu.functional.logging.TestLog#threads} belong to it, too.
 */
public final class TestTrace {
    private static final ThreadLocal<@Nullable TestTrace> CURRENT = new ThreadLocal<>();

    /** The trace of a thread that belongs to no test, and of all tests if traces are off. */
    public static final TestTrace NONE = new TestTrace();

    /** The name of the file. */
    public static final String FILE_NAME = "trace.jsonl";

    private static final int VERSION = 1;
    private static final Set<TestTrace> OPEN = ConcurrentHashMap.newKeySet();

    /** How often a trace was opened in each folder: Surefire may run a failed test again. */
    private static final Map<Path, Integer> ATTEMPTS = new ConcurrentHashMap<>();

    private final long startNanos = System.nanoTime();
    private final long startMillis = System.currentTimeMillis();
    private final Thread owner = Thread.currentThread();
    private final @Nullable TestTrace before = CURRENT.get();
    private final @Nullable Path folder;

    /** Guarded by this, like the following fields. */
    private final @Nullable TraceFile file;

    private final List<ConsoleRecord> consoles = new ArrayList<>();
    private long lastId;
    private boolean cut;

    private TestTrace() {
        folder = null;
        file = null;
    }

    private TestTrace(Path folder, TraceFile file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Start the trace of a test and bind this thread to it.
     *
     * @param folder the folder of the test's logs
     * @param mode {@link TraceMode#OFF} to write nothing
     * @param header further fields of the first line
     */
    public static TestTrace open(Path folder, TraceMode mode, JsonFields header) {
        return open(folder, mode, header, TraceFile.MAX_SIZE);
    }

    static TestTrace open(Path folder, TraceMode mode, JsonFields header, long limit) {
        if (mode == TraceMode.OFF) {
            return NONE;
        }
        Path path = folder.resolve(FILE_NAME);
        TestTrace trace;
        try {
            trace = new TestTrace(folder, TraceFile.create(path, limit));
        } catch (IOException e) {
            System.err.println("cannot write the trace '" + path + "': " + e.getMessage());
            return NONE;
        }
        trace.writeHeader(header);
        CURRENT.set(trace);
        OPEN.add(trace);
        return trace;
    }

    private synchronized void writeHeader(JsonFields header) {
        JsonFields fields =
                new JsonFields()
                        .put("version", VERSION)
                        .put("started", UtcTime.micros(startMillis))
                        .put("attempt", ATTEMPTS.merge(path(), 1, Integer::sum))
                        .put("pid", ProcessHandle.current().pid())
                        .put("host", HostSampler.name());
        fields.text().append(',').append(header.text());
        write(new StringBuilder("{\"t\":0,\"event\":\"trace\""), fields);
        write(start("host", 0), HostSampler.now());
    }

    /** Return the trace of this thread's test; {@link #NONE} if there is none. */
    public static TestTrace current() {
        TestTrace trace = CURRENT.get();
        return trace == null ? NONE : trace;
    }

    /** Return the trace of this thread's test, or else this one. */
    public TestTrace orCurrent() {
        TestTrace trace = CURRENT.get();
        return trace == null ? this : trace;
    }

    /** Let this thread belong to this trace's test. */
    public void bind() {
        if (this == NONE) {
            CURRENT.remove();
        } else {
            CURRENT.set(this);
        }
    }

    /** Return whether anything is written, to save the effort for costly fields. */
    public boolean isOn() {
        return file != null;
    }

    /** Return the first fields of a line for {@link #begin} or {@link #instant}. */
    public JsonFields entry(String kind, String title) {
        return new JsonFields().put("kind", kind).put("title", title);
    }

    /** Begin a step. Later steps of this thread are within it until it ends. */
    public TraceSpan begin(JsonFields fields) {
        long id = write("begin", fields);
        return id == 0 ? TraceSpan.NONE : TraceSpan.enter(this, id);
    }

    /** Begin a step that other threads may end, and that no other step is within. */
    public TraceSpan beginBeside(JsonFields fields) {
        long id = write("begin", fields);
        return id == 0 ? TraceSpan.NONE : TraceSpan.beside(this, id);
    }

    /** Add a line for what takes no time. */
    public void instant(JsonFields fields) {
        long unused = write("instant", fields);
    }

    /** Add the load of this host, if the test is older than a second. */
    static void sampleHosts() {
        for (TestTrace trace : OPEN) {
            if (System.nanoTime() - trace.startNanos > 900_000_000) {
                trace.sampleHost();
            }
        }
    }

    private synchronized void sampleHost() {
        if (!isFull()) {
            write(start("host", 0), HostSampler.now());
        }
    }

    /**
     * Record a console from now on.
     *
     * @param log the file to which its output is appended
     */
    public synchronized ConsoleRecord console(String vm, String console, Path log) {
        if (file == null) {
            return ConsoleRecord.NONE;
        }
        ConsoleRecord record = new ConsoleRecord(this, vm, console, log);
        if (consoles.stream().noneMatch(known -> known.log().equals(log))) {
            writeConsole(record);
        }
        consoles.add(record);
        return record;
    }

    /** Add the console of a machine that belongs to the test's class. */
    public synchronized void mention(ConsoleRecord record) {
        if (file != null
                && record != ConsoleRecord.NONE
                && consoles.stream().noneMatch(known -> known.log().equals(record.log()))) {
            writeConsole(record);
            consoles.add(record);
        }
    }

    private void writeConsole(ConsoleRecord record) {
        JsonFields fields =
                new JsonFields()
                        .put("vm", record.vm())
                        .put("console", record.console())
                        .put("log", relative(record.log()))
                        .put("cast", relative(record.cast()));
        write(start("console", 0), fields);
    }

    /**
     * Return a file's path relative to the folder of the logs, or its path if that is elsewhere.
     */
    public String relative(Path path) {
        if (folder == null) {
            return path.toString();
        }
        Path base = folder.toAbsolutePath().normalize();
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = base.getParent();
        return parent != null && absolute.startsWith(parent)
                ? base.relativize(absolute).toString()
                : absolute.toString();
    }

    /** Return the time since the start of the trace, in nanoseconds. */
    long now() {
        return System.nanoTime() - startNanos;
    }

    long startMillis() {
        return startMillis;
    }

    synchronized void end(long id, String outcome, JsonFields fields) {
        JsonFields all = new JsonFields().put("outcome", outcome);
        if (fields.text().length() > 0) {
            all.text().append(',').append(fields.text());
        }
        write(start("end", id), all);
    }

    /** Return the number of the step; 0 if nothing was written. */
    private synchronized long write(String event, JsonFields fields) {
        if (file == null || file.isClosed() || isFull()) {
            return 0;
        }
        long id = ++lastId;
        long parent = TraceSpan.parent(this);
        if (parent != 0) {
            fields.put("parent", parent);
        }
        if (Thread.currentThread() != owner) {
            fields.put("thread", Thread.currentThread().getName());
        }
        write(start(event, id), fields);
        return id;
    }

    private boolean isFull() {
        if (file == null || !file.isFull()) {
            return false;
        }
        if (!cut) {
            cut = true;
            String text =
                    "the trace has reached its maximum size; it has no more steps, but the logs have";
            write(start("instant", ++lastId), entry("note", text).put("text", text));
        }
        return true;
    }

    private StringBuilder start(String event, long id) {
        StringBuilder line = new StringBuilder(512);
        JsonFields.appendSeconds(line.append("{\"t\":"), now());
        line.append(",\"event\":\"").append(event).append('"');
        if (id != 0) {
            line.append(",\"id\":").append(id);
        }
        return line;
    }

    private void write(StringBuilder start, JsonFields fields) {
        if (file != null) {
            file.write(start.append(',').append(fields.text()).append('}'));
        }
    }

    /**
     * End the trace of a test whose machines have ended.
     *
     * @param result the fields of the last line
     * @param keep whether to keep the trace and to write the recordings of the consoles
     * @return the files that are kept
     */
    public List<Path> finish(JsonFields result, boolean keep) {
        if (file == null) {
            return List.of();
        }
        OPEN.remove(this);
        if (CURRENT.get() == this) {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
        if (!keep) {
            delete();
            return List.of();
        }
        List<Path> files = new ArrayList<>(CastWriter.write(this, own()));
        close(result);
        files.add(path());
        return files;
    }

    private synchronized List<ConsoleRecord> own() {
        return consoles.stream().filter(record -> record.trace() == this).toList();
    }

    private synchronized void close(JsonFields result) {
        write(start("host", 0), HostSampler.now());
        write(start("instant", ++lastId), result);
        if (file != null) {
            file.close();
        }
    }

    private synchronized void delete() {
        if (file != null) {
            file.close();
        }
        try {
            Files.deleteIfExists(path());
        } catch (IOException e) {
            System.err.println("cannot delete the trace '" + path() + "': " + e.getMessage());
        }
    }

    private Path path() {
        return folder == null ? Path.of(FILE_NAME) : folder.resolve(FILE_NAME);
    }

    /** Return the first line of an exception's message, or its type if it has none. */
    static String reason(Throwable thrown) {
        String message = thrown.getMessage();
        String text = message == null || message.isBlank() ? thrown.toString() : message;
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
