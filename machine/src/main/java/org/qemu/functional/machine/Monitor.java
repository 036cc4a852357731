package org.qemu.functional.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.qemu.functional.qmp.QmpSubscription;
import org.qemu.functional.trace.internal.JsonFields;
import org.qemu.functional.trace.internal.TestTrace;
import org.qemu.functional.trace.internal.TraceSpan;

/**
 * Typed methods for the QMP commands that tests use most. Each waits until the requested change has
 * happened, using QEMU's own event if there is one.
 *
 * <p>Each throws {@link org.qemu.functional.qmp.QmpCommandException} if QEMU refuses the command,
 * {@link org.qemu.functional.qmp.QmpTimeoutException} if the reply takes more than {@link
 * QemuMachine#QMP_TIMEOUT} or the event more than {@link QemuMachine#EVENT_TIMEOUT}, and {@link
 * QemuDiedError} if QEMU exits first.
 */
public final class Monitor {
    private static final String DELETED = "DEVICE_DELETED";
    private static final String UNPLUG_REFUSED = "DEVICE_UNPLUG_GUEST_ERROR";

    private final MonitorSession session;

    Monitor(MonitorSession session) {
        this.session = session;
    }

    /** Return the run state: {@code running}, {@code paused}, {@code prelaunch} … */
    public String status() {
        return session.cmd("query-status").path("status").asText();
    }

    /** Resume the guest; do nothing if it is running. */
    public void resume() {
        session.cmd("cont");
    }

    /** Pause the guest; do nothing if it is paused. */
    public void pause() {
        session.cmd("stop");
    }

    /** Reset the machine, and wait until the reset is done. */
    public void reset() {
        try (QmpSubscription resets = session.subscribe("RESET")) {
            session.cmd("system_reset");
            session.take(resets, "RESET", QemuMachine.EVENT_TIMEOUT);
        }
    }

    /** Press the power button. The guest may ignore it. */
    public void powerdown() {
        session.cmd("system_powerdown");
    }

    /**
     * Add a device.
     *
     * @param id the id of the device
     * @param properties further properties, names and values alternating
     */
    public void deviceAdd(String driver, String id, Object... properties) {
        Map<String, Object> arguments = pairs(properties);
        arguments.put("driver", driver);
        arguments.put("id", id);
        session.cmd("device_add", arguments);
    }

    /**
     * Ask the guest to release a device, and wait until the device is removed.
     *
     * @throws AssertionError if the guest refuses
     */
    public void deviceDel(String id) {
        try (QmpSubscription ends =
                session.subscribe(
                        event -> event.at("/data/device").asText().equals(id),
                        DELETED,
                        UNPLUG_REFUSED)) {
            session.cmd("device_del", "id", id);
            JsonNode end =
                    session.take(ends, DELETED + " of '" + id + "'", QemuMachine.EVENT_TIMEOUT);
            if (end.path("event").asText().equals(UNPLUG_REFUSED)) {
                throw new AssertionError("the guest refuses to release device '%s'".formatted(id));
            }
        }
    }

    /** Return a property of an object, for example {@code type} of {@code /machine}. */
    public JsonNode qomGet(String path, String property) {
        return session.cmd("qom-get", "path", path, "property", property);
    }

    /** Set a property of an object. */
    public void qomSet(String path, String property, Object value) {
        session.cmd("qom-set", "path", path, "property", property, "value", value);
    }

    /** Return the names of the properties of an object. */
    public List<String> qomList(String path) {
        return stream(session.cmd("qom-list", "path", path))
                .map(property -> property.path("name").asText())
                .toList();
    }

    /** Return the devices on all PCI buses, including those behind bridges. */
    public List<JsonNode> queryPci() {
        return stream(session.cmd("query-pci"))
                .flatMap(bus -> devices(bus.path("devices")))
                .toList();
    }

    private static Stream<JsonNode> devices(JsonNode list) {
        return stream(list)
                .flatMap(
                        device ->
                                Stream.concat(
                                        Stream.of(device),
                                        devices(device.at("/pci_bridge/devices"))));
    }

    /** Return the CPUs in the order of their indexes. */
    public List<JsonNode> queryCpus() {
        return stream(session.cmd("query-cpus-fast")).toList();
    }

    /**
     * Write the contents of a display to a file.
     *
     * @param file the file to create: PNG if its name ends so, which requires QEMU 7.1, else PPM
     * @return the file
     */
    public Path screendump(Path file) {
        Map<String, Object> arguments = pairs("filename", file.toAbsolutePath().toString());
        if (file.toString().endsWith(".png")) {
            arguments.put("format", "png");
        }
        TestTrace trace = TestTrace.current();
        TraceSpan span =
                trace.begin(trace.entry("screendump", "screendump").put("vm", session.vm()));
        try {
            session.cmd("screendump", arguments);
        } catch (RuntimeException | Error e) {
            span.failed(e);
            throw e;
        }
        span.ok(new JsonFields().put("file", trace.relative(file)));
        return file;
    }

    /**
     * Press keys together and release them.
     *
     * @param keys names in QAPI's {@code QKeyCode}: {@code ctrl}, {@code a}, {@code ret} …
     */
    public void sendKeys(String... keys) {
        session.cmd(
                "send-key",
                "keys",
                List.of(keys).stream().map(key -> Map.of("type", "qcode", "data", key)).toList());
    }

    /**
     * Save the complete state of the machine in a qcow2 image.
     *
     * @param tag the name of the snapshot
     * @param node the block node for the state, which is itself included in the snapshot
     */
    public void saveSnapshot(String tag, String node) {
        job("snapshot-save", "tag", tag, "vmstate", node, "devices", List.of(node));
    }

    /**
     * Save the complete state of the machine in a qcow2 image, together with the state of further
     * disks.
     *
     * @param tag the name of the snapshot
     * @param vmstate the block node for the state
     * @param disks further block nodes to include, also qcow2 images
     */
    public void saveSnapshot(String tag, String vmstate, List<String> disks) {
        job("snapshot-save", "tag", tag, "vmstate", vmstate, "devices", with(vmstate, disks));
    }

    /** Restore a state that was saved with these disks. */
    public void loadSnapshot(String tag, String vmstate, List<String> disks) {
        job("snapshot-load", "tag", tag, "vmstate", vmstate, "devices", with(vmstate, disks));
    }

    private static List<String> with(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    /** Restore a saved state. The guest keeps running if it ran before. */
    public void loadSnapshot(String tag, String node) {
        job("snapshot-load", "tag", tag, "vmstate", node, "devices", List.of(node));
    }

    /** Delete a saved state. */
    public void deleteSnapshot(String tag, String node) {
        job("snapshot-delete", "tag", tag, "devices", List.of(node));
    }

    /**
     * Run a command that creates a job, and wait for the end of the job.
     *
     * @throws AssertionError if the job fails; the message has its reason
     */
    private void job(String command, Object... arguments) {
        String id = "job-" + command;
        Map<String, Object> all = pairs(arguments);
        all.put("job-id", id);
        Predicate<JsonNode> concluded =
                event ->
                        event.at("/data/id").asText().equals(id)
                                && event.at("/data/status").asText().equals("concluded");
        try (QmpSubscription changes = session.subscribe(concluded, "JOB_STATUS_CHANGE")) {
            session.cmd(command, all);
            session.take(changes, "end of job '" + id + "'", QemuMachine.EVENT_TIMEOUT);
        }
        String error =
                stream(session.cmd("query-jobs"))
                        .filter(job -> job.path("id").asText().equals(id))
                        .map(job -> job.path("error").asText())
                        .findFirst()
                        .orElse("");
        session.cmd("job-dismiss", "id", id);
        if (!error.isEmpty()) {
            throw new AssertionError("QMP command '%s' failed: %s".formatted(command, error));
        }
    }

    /**
     * Set the guest's memory size with a balloon, and wait until the guest has reached it.
     *
     * @param bytes the requested size
     * @param timeout the time limit for the guest
     */
    public void balloon(long bytes, Duration timeout) {
        try (QmpSubscription changes =
                session.subscribe(
                        event -> event.at("/data/actual").asLong() == bytes, "BALLOON_CHANGE")) {
            session.cmd("balloon", "value", bytes);
            session.take(changes, "BALLOON_CHANGE to %d bytes".formatted(bytes), timeout);
        }
    }

    private static Map<String, Object> pairs(Object... pairs) {
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "property '%s' has no value".formatted(pairs[pairs.length - 1]));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i].toString(), pairs[i + 1]);
        }
        return map;
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
