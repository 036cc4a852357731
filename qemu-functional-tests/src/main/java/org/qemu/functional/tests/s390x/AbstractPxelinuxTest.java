package org.qemu.functional.tests.s390x;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.qemu.functional.QemuSystemTest;

/**
 * Boots from QEMU's own TFTP server, where s390-ccw looks for a file of the format of pxelinux.cfg
 * by the guest's UUID, MAC and IP address, by shorter and shorter prefixes of the last, and by the
 * name {@code default}.
 */
abstract class AbstractPxelinuxTest extends QemuSystemTest {
    /** The IP address that QEMU's user-mode network gives to its first guest, in hex. */
    static final String IP_ADDRESS = "0A00020F";

    /**
     * Launch QEMU with a TFTP server.
     *
     * @param images the files to serve, by their name on the server
     * @param configuration the name of the file with the configuration
     * @param text its content
     * @param options for the network device; "" for none, or begins with a comma
     */
    final void launchNetworkBoot(
            Map<String, Path> images, String configuration, String text, String options) {
        Path served = scratchFile("tftp");
        try {
            Files.createDirectories(served.resolve("pxelinux.cfg"));
            for (Map.Entry<String, Path> image : images.entrySet()) {
                Files.copy(image.getValue(), served.resolve(image.getKey()));
            }
            Files.writeString(served.resolve("pxelinux.cfg").resolve(configuration), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill the folder '%s'".formatted(served), e);
        }
        vm().addArgs("-netdev", "user,id=n1,tftp=" + served);
        vm().addArgs("-device", "virtio-net-ccw,netdev=n1,bootindex=1" + options);
        vm().setConsole();
        vm().launch();
    }
}
