package org.qemu.functional.guest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.qemu.functional.guest.template.Qcow2Image;
import org.qemu.functional.machine.QemuMachine;

/** Saves the state of a running machine, RAM and disks, and goes back to it. */
final class Snapshots {
    private static final String NODE = "guest-vmstate";

    private final QemuMachine vm;
    private boolean hasNode;
    private int saved;

    Snapshots(QemuMachine vm) {
        this.vm = vm;
    }

    synchronized Snapshot save() {
        List<String> disks = disks();
        addNode();
        Snapshot snapshot = new Snapshot("guest-" + ++saved, disks);
        vm.monitor().saveSnapshot(snapshot.tag(), NODE, disks);
        return snapshot;
    }

    synchronized void load(Snapshot snapshot) {
        vm.monitor().loadSnapshot(snapshot.tag(), NODE, snapshot.disks());
    }

    /** The nodes of all that the guest may write to. */
    private List<String> disks() {
        List<String> disks = new ArrayList<>();
        for (JsonNode device : vm.cmd("query-block")) {
            JsonNode inserted = device.path("inserted");
            if (inserted.isMissingNode() || inserted.path("ro").asBoolean()) {
                continue;
            }
            if (!inserted.path("drv").asText().equals("qcow2")) {
                throw new IllegalStateException(
                        "guest '%s' cannot be saved: its disk '%s' is %s; a snapshot goes into a qcow2 image"
                                .formatted(
                                        vm.name(),
                                        inserted.path("file").asText(),
                                        inserted.path("drv").asText()));
            }
            disks.add(inserted.path("node-name").asText());
        }
        return disks;
    }

    /** The image has no name any more once QEMU has it: nobody is left to remove it. */
    private void addNode() {
        if (hasNode) {
            return;
        }
        Path image =
                vm.outputLog().toAbsolutePath().resolveSibling("snapshots-" + vm.name() + ".qcow2");
        try {
            Qcow2Image.create(1 << 20, image);
            vm.cmd(
                    "blockdev-add",
                    Map.of(
                            "driver",
                            "qcow2",
                            "node-name",
                            NODE,
                            "file",
                            Map.of("driver", "file", "filename", image.toString())));
            hasNode = true;
            Files.delete(image);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make '%s' for a snapshot: %s".formatted(image, e.getMessage()), e);
        }
    }
}
