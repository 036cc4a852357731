package org.qemu.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.debug.internal.DebugOptions;
import org.qemu.functional.debug.internal.DebugSession;
import org.qemu.functional.debug.internal.RerunCommand;
import org.qemu.functional.failure.internal.SessionTrace;
import org.qemu.functional.files.SourceTree;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.lifecycle.Closer;
import org.qemu.functional.lifecycle.EmergencyExit;
import org.qemu.functional.logging.Log;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.daemon.DaemonDiedError;
import org.qemu.functional.machine.daemon.Daemons;
import org.qemu.functional.trace.internal.TraceMode;

/** The resources of one execution of a test method: a binary, files, a log, machines. */
@SuppressWarnings("try") // close() rethrows what the tear-down threw, including an interruption
final class TestSession implements AutoCloseable {
    static final Log LOG = Log.of("qemu-test");

    private static final String KEEP_SCRATCH = "QEMU_TEST_KEEP_SCRATCH";

    private static final String BACKDOOR = "QEMU_TEST_QMP_BACKDOOR";

    private final QemuBinary binary;
    private final TestFiles files;
    private final @Nullable String backdoor;
    private final Supplier<Optional<String>> rerun;
    private final Closer closer = new Closer();
    private final Map<String, QemuMachine> machines =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final Daemons daemons;
    private final Consumer<Path> logFiles;
    private final SessionTrace trace;
    private final DebugSession onlooker = DebugSession.of(DebugOptions.current());
    private boolean published;

    private TestSession(
            QemuBinary binary,
            TestFiles files,
            @Nullable String backdoor,
            Supplier<Optional<String>> rerun,
            Consumer<Path> logFiles,
            SessionTrace trace) {
        this.rerun = rerun;
        this.binary = binary;
        this.files = files;
        this.backdoor = backdoor;
        this.logFiles = logFiles;
        this.trace = trace;
        daemons =
                Daemons.create(
                        binary, files.build(), files.log(), files.scratch(), this::endMachines);
    }

    /**
     * Create a test's folders and start its log.
     *
     * @param title the test's display name
     * @param rerunVariables returns the variables that the command to run the test again sets
     * @param logFiles receives the test's log files when the test ends, successfully or not
     * @throws IllegalArgumentException if there is no QEMU for it
     */
    static TestSession open(
            TestName name,
            String title,
            Map<String, String> environment,
            Supplier<Map<String, String>> rerunVariables,
            Consumer<Path> logFiles) {
        SourceTree tree = SourceTree.locate(environment, name.type());
        QemuBinary binary = binary(name, environment, tree);
        TraceMode mode = TraceMode.from(environment);
        TestFiles files =
                TestFiles.create(
                        tree,
                        binary.arch(),
                        name.folder(),
                        environment.containsKey(KEEP_SCRATCH) || DebugOptions.current().keep());
        TestLog log = log(files);
        TestSession session =
                new TestSession(
                        binary,
                        files,
                        environment.get(BACKDOOR),
                        () -> RerunCommand.of(binary, name.test(), rerunVariables.get()),
                        logFiles,
                        SessionTrace.open(
                                name.type().getName(),
                                name.method().map(Method::getName).orElse(null),
                                title,
                                binary,
                                files.log(),
                                mode,
                                logFiles));
        session.closer.register(log);
        session.closer.register(files);
        session.closer.register(session.trace::finish);
        session.closer.register(session.onlooker);
        session.closer.register(session::closeDaemons); // after the machines that they serve
        session.closer.register(EmergencyExit.cleanUp(files::close));
        session.closer.register(EmergencyExit.report(session::interrupt));
        LOG.info("test {} with {}", name.selector(), binary.description());
        return session;
    }

    private static TestLog log(TestFiles files) {
        Path log = files.log("base.log");
        try {
            return TestLog.open(log);
        } catch (IOException e) {
            files.close();
            throw new UncheckedIOException("cannot write the log '%s'".formatted(log), e);
        }
    }

    /**
     * Find the binary for a test.
     *
     * @throws IllegalArgumentException if there is none
     */
    static QemuBinary binary(TestName name, Map<String, String> environment) {
        return binary(name, environment, SourceTree.locate(environment, name.type()));
    }

    private static QemuBinary binary(
            TestName name, Map<String, String> environment, SourceTree tree) {
        if (name.binary().isPresent()) {
            return name.binary().get();
        }
        return name.user()
                ? QemuBinary.locateUser(environment, tree.build(), name.arch())
                : QemuBinary.locate(environment, tree.build(), name.arch());
    }

    QemuBinary binary() {
        return binary;
    }

    TestFiles files() {
        return files;
    }

    /** Return the daemons of the test. */
    Daemons daemons() {
        return daemons;
    }

    /** End the waits of all machines: one that loses its daemon may hang. */
    private void endMachines(Supplier<DaemonDiedError> death) {
        machinesMade().forEach(vm -> MachineAccess.of(vm).endBecause(death));
    }

    private void closeDaemons() throws Exception {
        try {
            daemons.close();
        } catch (DaemonDiedError e) {
            failed(e);
            throw e;
        }
    }

    /** Return the machine with this name, which is created at the first call. */
    synchronized QemuMachine machine(String name, Consumer<QemuMachine> whenNew) {
        QemuMachine known = machines.get(name);
        if (known != null) {
            return known;
        }
        if (daemons.contains(name)) {
            throw new IllegalArgumentException(
                    "'%s' names a daemon of the test; name the VM differently: their logs would be the same"
                            .formatted(name));
        }
        QemuMachine made = QemuMachine.create(binary, name, files.log());
        closer.register(() -> close(made));
        machines.put(name, made);
        MachineAccess access = MachineAccess.of(made);
        access.setSiblingFactory(other -> machine(other, sibling -> {}));
        access.setTestCommand(rerun);
        openBackdoor(made);
        if (DebugOptions.current().wantsAny()) {
            onlooker.watch(made, files.socketDir());
        }
        whenNew.accept(made);
        return made;
    }

    /**
     * Add a second monitor at a path of the user's choice, to inspect the machine during a test.
     */
    private void openBackdoor(QemuMachine vm) {
        if (backdoor == null || backdoor.isEmpty()) {
            return;
        }
        String path = vm.name().equals(QemuMachine.DEFAULT) ? backdoor : backdoor + "-" + vm.name();
        vm.addArgs("-chardev", "socket,id=backdoor,server=on,wait=off,path=" + path);
        vm.addArgs("-mon", "chardev=backdoor,mode=control");
    }

    /** Pause so that the user can inspect the machines of a failed test, if requested. */
    void pauseAfter(Throwable failure, String test) {
        if (DebugOptions.current().pauseOnFailure()) {
            onlooker.pauseAfter(failure, test, files.socketDir());
        }
    }

    /** Return the machines that the test has created so far. */
    List<QemuMachine> machinesMade() {
        synchronized (machines) {
            return List.copyOf(machines.values());
        }
    }

    /** Return the command that runs the test again; empty if it is unknown. */
    Optional<String> rerunCommand() {
        return rerun.get()
                .map(command -> RerunCommand.shortened(command, files.log("rerun-test.sh")));
    }

    /** Write a script beside the logs for each machine that was launched, which starts it again. */
    void writeRerunScripts() {
        machinesMade().stream()
                .map(MachineAccess::of)
                .filter(MachineAccess::wasLaunched)
                .forEach(MachineAccess::writeRerunScript);
    }

    int machines() {
        return machines.size();
    }

    private void close(QemuMachine vm) {
        try {
            vm.close();
        } catch (RuntimeException | Error e) {
            failed(e);
            throw e;
        }
    }

    /** Record a failure of the test, or of a test that shares this session. */
    void failed(Throwable thrown) {
        trace.failed(thrown);
    }

    /**
     * Shut the machines down in reverse order of their creation, then delete what is not kept.
     *
     * @throws Exception the first failure, with the others suppressed
     */
    @Override
    public void close() throws Exception {
        try {
            publishLogs();
        } finally {
            closer.closeAll();
        }
    }

    private void interrupt() {
        publishLogs();
        trace.interrupt();
    }

    private synchronized void publishLogs() {
        if (!published) {
            published = true;
            files.logs().forEach(logFiles);
        }
    }
}
