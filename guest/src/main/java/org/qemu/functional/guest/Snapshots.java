package org.qemu.functional.guest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.qemu.functional.guest.internal.template.Qcow2Image;
import org.qemu.functional.machine.QemuMachine;

/** Save and restore the state of a running machine, RAM and disks. */
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

    /** Return the block nodes of all writable disks. */
    private List<String> disks() {
        List<String> disks = new ArrayList<>();
        for (JsonNode device : vm.cmd("query-block")) {
            JsonNode inserted = device.path("inserted");
            if (inserted.isMissingNode() || inserted.path("ro").asBoolean()) {
                continue;
            }
            if (!inserted.path("drv").asText().equals("qcow2")) {
                throw new IllegalStateException(
                        "cannot save guest '%s': its disk '%s' has format %s; snapshots need qcow2"
                                .formatted(
                                        vm.name(),
                                        inserted.path("file").asText(),
                                        inserted.path("drv").asText()));
            }
            disks.add(inserted.path("node-name").asText());
        }
        return disks;
    }

    /**
     * Add the block node for snapshots. The image file is deleted once QEMU has opened it, so that
     * no file is left behind.
     */
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
                    "cannot create '%s' for a snapshot: %s".formatted(image, e.getMessage()), e);
        }
    }
}
