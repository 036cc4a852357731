package org.qemu.functional.guest.net;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Supplier;
import org.qemu.functional.guest.internal.net.DeferredErrors;
import org.qemu.functional.guest.internal.net.IoLoop;
import org.qemu.functional.guest.internal.net.PcapWriter;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;

/** The internal objects of a network that forward its frames. */
final class NetworkRuntime {
    private final String name;
    private final TestTrace trace = TestTrace.current();
    private final DeferredErrors failures = new DeferredErrors();
    private final Capture capture;
    private final Bridge fabric;
    private final IoLoop loop;

    /** Start a network without ports; {@code learns} makes it a switch. */
    NetworkRuntime(String name, Path pcap, boolean learns) throws IOException {
        this.name = name;
        long start = System.nanoTime();
        capture = new Capture(name, pcap, PcapWriter.create(pcap), failures);
        fabric = new Bridge(learns, capture, () -> System.nanoTime() - start, Instant.now());
        loop = new IoLoop("net-" + name, fabric, this::broke);
        loop.start();
        trace.instant(entry(learns ? "switch" : "hub").put("file", trace.relative(pcap)));
    }

    private void broke(Throwable reason) {
        failures.add(
                new NetworkException(
                        "network '%s' has lost frames by %s".formatted(name, reason), reason));
    }

    /** Record a change of a link in the trace of the test. */
    void record(String link, String change) {
        trace.instant(entry(link + ": " + change).put("link", link).put("change", change));
    }

    private JsonFields entry(String what) {
        return trace.entry("network", name + ": " + what).put("network", name);
    }

    /** Return the network's name. */
    String name() {
        return name;
    }

    DeferredErrors failures() {
        return failures;
    }

    Capture capture() {
        return capture;
    }

    Bridge fabric() {
        return fabric;
    }

    IoLoop loop() {
        return loop;
    }

    long now() {
        return fabric.now();
    }

    <T> T call(Supplier<T> task) {
        return loop.call(task);
    }

    void run(Runnable task) {
        loop.run(task);
    }

    /** Queue a frame for sending from a port. */
    void send(Port port, Frame frame, Runnable then) {
        loop.execute(
                () -> {
                    then.run();
                    fabric.receive(port, frame);
                });
    }

    /** End the thread and complete the capture. */
    void close() {
        loop.close();
        capture.close();
    }
}
