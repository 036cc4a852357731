package org.qemu.functional.machine.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.internal.launch.InheritedDescriptors;
import org.qemu.functional.machine.internal.launch.Sockets;

/**
 * {@code swtpm}, which emulates a TPM 2.0 for one machine. It exits when the machine ends; launch
 * it again for the next run of the machine, which then finds the same TPM.
 */
public final class Swtpm extends Daemon {
    /** CMD_GET_CAPABILITY of swtpm's control channel, see swtpm_ioctls(3). */
    private static final byte[] GET_CAPABILITY = {0, 0, 0, 1};

    /** The result of a command that succeeded. */
    private static final byte[] SUCCESS = {0, 0, 0, 0};

    private final List<String> arguments;

    Swtpm(DaemonConfig config, List<String> arguments) {
        super(config);
        this.arguments = arguments;
        expectExit(0); // QEMU asks it to shut down
    }

    @Override
    DaemonRun start(Sockets sockets) throws IOException, InterruptedException {
        Files.createDirectories(state());
        InheritedDescriptors descriptors = new InheritedDescriptors();
        int control = SocketFile.listen(descriptors, socket());
        DaemonCommand command =
                new DaemonCommand(
                        DaemonCommand.words(
                                List.of(program(), "socket", "--tpm2", "--tpmstate"),
                                List.of("dir=" + state().toAbsolutePath(), "--ctrl"),
                                List.of("type=unixio,fd=" + control),
                                arguments),
                        List.of(),
                        Map.of(),
                        descriptors);
        return DaemonRun.start(
                config(),
                command,
                sockets,
                run -> Handshake.await(run, socket(), GET_CAPABILITY, SUCCESS));
    }

    /** Return the folder with the state of the TPM, in the scratch folder of the test. */
    public Path state() {
        return config().state();
    }

    /**
     * Give a machine this TPM: its arguments get a chardev {@code <name>}, a back-end {@code
     * <name>-tpm} and a device.
     *
     * @param device the value of {@code -device} without {@code tpmdev}: {@code tpm-tis}, {@code
     *     tpm-crb}, {@code tpm-tis-device}, {@code tpm-tis-i2c,bus=…}
     * @return the machine
     */
    public QemuMachine attachTo(QemuMachine vm, String device) {
        String id = name() + "-tpm";
        return vm.addArgs("-chardev", "socket,id=%s,path=%s".formatted(name(), socket()))
                .addArgs("-tpmdev", "emulator,id=%s,chardev=%s".formatted(id, name()))
                .addArgs("-device", "%s,tpmdev=%s".formatted(device, id));
    }
}
