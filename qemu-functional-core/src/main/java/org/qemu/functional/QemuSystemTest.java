package org.qemu.functional;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.qemu.functional.budget.internal.ConsoleTimeout;
import org.qemu.functional.condition.internal.KvmDevice;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.image.QemuImg;
import org.qemu.functional.machine.Ability;
import org.qemu.functional.machine.ConsoleExpectation;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.net.HostForward;
import org.qemu.functional.screen.Screenshot;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Extend this to test machines. They are created by {@link #vm()} and similar methods, and shut
 * down when the test ends.
 */
public abstract class QemuSystemTest extends QemuBaseTest {
    private @Nullable String machine;
    private @Nullable String cpu;
    private int screendumps;

    /** Return the machine {@code default}, which is created at the first call. */
    public QemuMachine vm() {
        return vm(QemuMachine.DEFAULT);
    }

    /**
     * Return the machine with this name, which is created at the first call.
     *
     * @throws IllegalArgumentException if the name is not valid in a file name
     */
    public QemuMachine vm(String name) {
        return session().machine(name, this::prepare);
    }

    /** Create another machine with a generated name: {@code vm1}, {@code vm2} … */
    public QemuMachine newVm(Object... args) {
        return vm("vm" + (session().machines() + 1)).addArgs(args);
    }

    private void prepare(QemuMachine vm) {
        if (machine != null) {
            vm.setMachine(machine);
        }
        if (cpu != null) {
            vm.addArgs("-cpu", cpu);
        }
    }

    /**
     * Set the machine type of machines created from now on; skip the test if this QEMU has no
     * machine type with exactly this name or alias.
     */
    public void setMachine(String type) {
        qemuBinary().require(Ability.MACHINE, type);
        machine = type;
    }

    /**
     * Set the CPU model of machines created from now on; skip the test if this QEMU lists its
     * models and this one, without the features that follow it, is not among them.
     */
    public void setCpu(String model) {
        qemuBinary().require(Ability.CPU, model);
        cpu = model;
    }

    /** Replace the value of an argument of {@link #vm()}; add both if the argument is not set. */
    public void setVmArg(String argument, Object value) {
        vm().setArg(argument, value);
    }

    /**
     * Skip the test unless an accelerator such as {@code tcg} or {@code kvm} is built in and
     * usable.
     */
    public void requireAccelerator(String name) {
        qemuBinary().require(Ability.ACCELERATOR, name);
        if (name.equals("kvm")) {
            Path device = KvmDevice.path();
            skipUnless(
                    KvmDevice.isUsable(device),
                    "accelerator 'kvm' needs '%s' to be readable and writable".formatted(device));
        }
    }

    /**
     * Skip the test on a QEMU that is too old for it.
     *
     * @param oldest the first version that works, such as {@code 8.2}
     * @param before the behavior of older versions, for the report: {@code "dies of SIGFPE"}
     */
    public void requireVersion(String oldest, String before) {
        skipUnless(
                qemuBinary().isAtLeast(oldest),
                "QEMU %s, before %s, %s".formatted(qemuBinary().version(), oldest, before));
    }

    /**
     * Skip the test unless this QEMU has a device with exactly this type or alias, such as {@code
     * virtio-blk}, as accepted by {@code -device}.
     */
    public void requireDevice(String type) {
        qemuBinary().require(Ability.DEVICE, type);
    }

    /** Skip the test unless this QEMU has a network back-end of exactly this type. */
    public void requireNetdev(String type) {
        qemuBinary().require(Ability.NETDEV, type);
    }

    /**
     * Return the first port of this host that a machine's user-mode network forwards to the guest.
     *
     * @throws AssertionError if it forwards none
     */
    public static int usernetHostfwdPort(QemuMachine vm) {
        return HostForward.firstPort(vm.hmp("info usernet"));
    }

    /** Return {@code qemu-img}; skip the test if there is none. */
    public QemuImg qemuImg() {
        return QemuImg.require(
                HarnessSettings.current().environment(), qemuBinary().path(), buildFile());
    }

    /** Return a screenshot of {@link #vm()}; the picture is kept among the logs, with a number. */
    public Screenshot screendump() {
        Path file = logFile("screendump-%d.ppm".formatted(++screendumps));
        return Screenshot.read(vm().monitor().screendump(file));
    }

    private static void skipUnless(boolean condition, String reason) {
        if (!condition) {
            Assumptions.abort(reason); // assumeTrue() would prefix the reason
        }
    }

    /** Return the default time limit for console waits. */
    protected Duration consoleTimeout() {
        return ConsoleTimeout.current();
    }

    /**
     * Create an expectation for the console of {@link #vm()}, which has more options than the
     * methods below.
     */
    public ConsoleExpectation consoleExpectation() {
        return ConsoleExpectation.on(vm());
    }

    /** Wait for text on the console of {@link #vm()}. */
    public ConsoleMatch waitForConsolePattern(String success) {
        return waitForConsolePattern(success, null, vm());
    }

    /** Wait for text on the console of {@link #vm()}. */
    public ConsoleMatch waitForConsolePattern(String success, @Nullable String failure) {
        return waitForConsolePattern(success, failure, vm());
    }

    /**
     * Wait for text on a machine's console, starting at the end of the last match.
     *
     * @param failure text that means that the guest failed; {@code null} for none
     * @throws org.qemu.functional.machine.GuestFailedError if the failure text appears first
     * @throws org.qemu.functional.machine.QemuDiedError if QEMU exits first
     * @throws org.qemu.functional.machine.ConsoleTimeoutError if neither appears within {@link
     *     #consoleTimeout()}
     */
    public ConsoleMatch waitForConsolePattern(
            String success, @Nullable String failure, QemuMachine vm) {
        return expect(success, failure, vm).await(consoleTimeout());
    }

    /**
     * Wait for text on a further console of a machine.
     *
     * @param console the name that {@link QemuMachine#addConsole} gave it
     */
    public ConsoleMatch waitForConsolePattern(
            String success, @Nullable String failure, QemuMachine vm, String console) {
        return expect(success, failure, vm).console(console).await(consoleTimeout());
    }

    /** Wait for text on the console of {@link #vm()}, with a time limit. */
    public ConsoleMatch waitForConsolePattern(
            String success, @Nullable String failure, Duration timeout) {
        return expect(success, failure, vm()).await(timeout);
    }

    /**
     * Wait for the first of several patterns, literal texts or regular expressions, on the console
     * of {@link #vm()}.
     *
     * @param failure patterns that fail the test
     * @return the match; see {@link ConsoleMatch#pattern()} for the pattern that was found
     */
    public ConsoleMatch waitForConsolePatterns(
            List<ConsolePattern> success, List<ConsolePattern> failure) {
        return consoleExpectation().success(success).failure(failure).await(consoleTimeout());
    }

    /** Wait for a regular expression on the console of {@link #vm()}; it may span lines. */
    public ConsoleMatch waitForRegexConsolePattern(String success) {
        return waitForRegexConsolePattern(success, null);
    }

    /**
     * Wait for a regular expression on the console of {@link #vm()}.
     *
     * @param failure a regular expression that fails the test; {@code null} for none
     */
    public ConsoleMatch waitForRegexConsolePattern(String success, @Nullable String failure) {
        return waitForRegexConsolePattern(success, failure, consoleTimeout());
    }

    /** Wait for a regular expression on the console of {@link #vm()}, with a time limit. */
    public ConsoleMatch waitForRegexConsolePattern(
            String success, @Nullable String failure, Duration timeout) {
        return consoleExpectation().successRegex(success).failureRegex(failure).await(timeout);
    }

    /** Type a command and a carriage return on the console of {@link #vm()}, and return at once. */
    public void execCommand(String command) {
        execCommand(command, vm());
    }

    /** Type a command and a carriage return on a machine's console, and return at once. */
    public void execCommand(String command, QemuMachine vm) {
        TestSession.LOG.debug("typing '{}'", command);
        vm.console().type(command);
    }

    /** Type a command and a carriage return on a further console of a machine. */
    public void execCommand(String command, QemuMachine vm, String console) {
        TestSession.LOG.debug("typing '{}' on '{}'", command, console);
        vm.console(console).type(command);
    }

    /**
     * Type a command on the console of {@link #vm()} and wait for text. The echo of the command
     * never matches.
     */
    public ConsoleMatch execCommandAndWaitForPattern(String command, String success) {
        return execCommandAndWaitForPattern(command, success, null, vm());
    }

    /** Type a command on the console of {@link #vm()} and wait for text. */
    public ConsoleMatch execCommandAndWaitForPattern(
            String command, String success, @Nullable String failure) {
        return execCommandAndWaitForPattern(command, success, failure, vm());
    }

    /** Type a command on a machine's console and wait for text. */
    public ConsoleMatch execCommandAndWaitForPattern(
            String command, String success, @Nullable String failure, QemuMachine vm) {
        execCommand(command, vm);
        return waitForConsolePattern(success, failure, vm);
    }

    /** Type a command on a further console of a machine and wait for text there. */
    public ConsoleMatch execCommandAndWaitForPattern(
            String command,
            String success,
            @Nullable String failure,
            QemuMachine vm,
            String console) {
        execCommand(command, vm, console);
        return waitForConsolePattern(success, failure, vm, console);
    }

    /** Press Enter on the console of {@link #vm()} until a text appears. */
    public ConsoleMatch interruptInteractiveConsoleUntilPattern(String success) {
        return interruptInteractiveConsoleUntilPattern(success, null);
    }

    /** Press Enter on the console of {@link #vm()} until a text appears. */
    public ConsoleMatch interruptInteractiveConsoleUntilPattern(
            String success, @Nullable String failure) {
        return interruptInteractiveConsoleUntilPattern(success, failure, "\r");
    }

    /**
     * Type a string on the console of {@link #vm()}, and again after each output, until a text
     * appears. This stops a boot loader before it continues.
     */
    public ConsoleMatch interruptInteractiveConsoleUntilPattern(
            String success, @Nullable String failure, String interrupt) {
        return expect(success, failure, vm()).awaitWhileSending(interrupt, consoleTimeout());
    }

    private static ConsoleExpectation expect(
            String success, @Nullable String failure, QemuMachine vm) {
        return ConsoleExpectation.on(vm).success(success).failure(failure);
    }
}
