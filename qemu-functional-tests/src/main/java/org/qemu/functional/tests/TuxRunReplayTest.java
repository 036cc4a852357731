package org.qemu.functional.tests;

import java.nio.file.Path;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/** Records and replays a TuxRun system with a disk and a network card up to its login. */
public abstract class TuxRunReplayTest extends ReplayKernelBase {
    /**
     * Record and replay on the machine and CPU that are set.
     *
     * @param device the {@code -device} option of the disk, without its drive
     * @param options of the kernel, after the common ones
     */
    protected void replays(Asset kernel, Asset rootfs, String device, String options, int shift) {
        requireNetdev("user");
        Path disk =
                qemuImg().createOverlay(uncompress(rootfs), "raw", scratchFile("scratch.qcow2"));
        runRr(
                kernel.fetch(),
                KERNEL_COMMON_COMMAND_LINE + options,
                "Welcome to TuxTest",
                shift,
                "-drive",
                "file=" + disk + ",snapshot=on,id=hd0,if=none",
                "-drive",
                "driver=blkreplay,id=hd0-rr,if=none,image=hd0",
                "-device",
                device + ",drive=hd0-rr",
                "-netdev",
                "user,id=vnet,hostfwd=:127.0.0.1:0-:22",
                "-device",
                "virtio-net,netdev=vnet",
                "-object",
                "filter-replay,id=replay,netdev=vnet");
    }
}
