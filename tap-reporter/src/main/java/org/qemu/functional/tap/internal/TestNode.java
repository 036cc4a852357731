package org.qemu.functional.tap.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestSource;
import org.junit.platform.launcher.TestIdentifier;

/** A test or a container of tests, with the state of its execution. Not thread-safe. */
public final class TestNode {

    enum State {
        WAITING,
        RUNNING,
        DONE
    }

    private final TestIdentifier identifier;
    private final @Nullable TestNode parent;
    private final boolean ownsPoint;
    private final List<TestNode> children = new ArrayList<>();
    private final List<String> logs = new ArrayList<>();
    private final Map<String, List<String>> entries = new LinkedHashMap<>();

    private State state = State.WAITING;
    private @Nullable Verdict verdict;
    private @Nullable Thread thread;
    private long started;
    private long firstChildStarted;
    private long lastChildEnded;

    /** Create a node; a container has a point if its class has hooks that may fail. */
    TestNode(TestIdentifier identifier, @Nullable TestNode parent, boolean mayFailItself) {
        this.identifier = identifier;
        this.parent = parent;
        this.ownsPoint = identifier.isTest() || mayFailItself;
        if (parent != null) {
            parent.children.add(this);
        }
    }

    String displayName() {
        return identifier.getDisplayName();
    }

    Optional<TestSource> source() {
        return identifier.getSource();
    }

    Optional<TestNode> parent() {
        return Optional.ofNullable(parent);
    }

    boolean isTest() {
        return identifier.isTest();
    }

    boolean isRoot() {
        return parent == null;
    }

    /** Return whether the plan counts a point for this node. */
    public boolean ownsPoint() {
        return ownsPoint;
    }

    /**
     * Return whether this is a container without children, such as one that registers its tests
     * only while it runs.
     */
    boolean isEmptyContainer() {
        return !isTest() && !isRoot() && children.isEmpty();
    }

    /** Return all nodes below this one, in the order of the plan. */
    Stream<TestNode> descendants() {
        return children.stream()
                .flatMap(child -> Stream.concat(Stream.of(child), child.descendants()));
    }

    State state() {
        return state;
    }

    Optional<Thread> thread() {
        return Optional.ofNullable(thread);
    }

    void start(Thread runner, long now) {
        if (parent != null && !parent.hasStartedChild()) {
            parent.firstChildStarted = now;
            parent.lastChildEnded = now;
        }
        state = State.RUNNING;
        thread = runner;
        started = now;
        firstChildStarted = now;
        lastChildEnded = now;
    }

    private boolean hasStartedChild() {
        return lastChildEnded > started
                || children.stream().anyMatch(child -> child.thread != null);
    }

    void end(long now) {
        state = State.DONE;
        parent().ifPresent(container -> container.lastChildEnded = now);
    }

    /**
     * Return the nanoseconds that this node itself took: for a container, those before and after
     * its children.
     */
    long duration(long now) {
        if (thread == null) {
            return 0;
        }
        return (now - started) - (lastChildEnded - firstChildStarted);
    }

    Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    /**
     * Return whether something remains to be reported about the node: its own point, or that its
     * tests were never registered.
     */
    boolean isOpen() {
        return verdict == null && (ownsPoint || (isEmptyContainer() && state != State.DONE));
    }

    /** Return whether this has not started and nothing was reported about it. */
    public boolean isWaiting() {
        return isOpen() && state == State.WAITING;
    }

    /** Return whether this is running and no child of it is. */
    public boolean isInnermostRunning() {
        return isOpen()
                && state == State.RUNNING
                && descendants().noneMatch(node -> node.isOpen() && node.state == State.RUNNING);
    }

    void reported(Verdict how) {
        state = State.DONE;
        verdict = how;
    }

    List<String> logs() {
        return logs;
    }

    /** Add a value that the test has published: a log file, or any other entry. */
    void publish(String key, String value) {
        if (key.equals("log")) {
            logs.add(value);
        } else {
            entries.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
        }
    }

    Map<String, List<String>> entries() {
        return entries;
    }
}
