package org.qemu.functional.guest.internal.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The overlays of a machine's disks, in the order of its command line. */
final class Overlays {
    private final Path folder;
    private final String prefix;
    private final Map<Path, Path> bases;
    private final List<String> names = new ArrayList<>();

    /**
     * Prepare to create overlays in a folder.
     *
     * @param prefix the prefix of their names
     * @param bases qcow2 images to use as backing files instead, by the paths on the command line
     */
    Overlays(Path folder, String prefix, Map<Path, Path> bases) {
        this.folder = folder;
        this.prefix = prefix;
        this.bases = bases;
    }

    /** Create an overlay for a value of {@code -drive}, and return the value to use instead. */
    String replace(String value) {
        return Drive.parse(value).map(this::overlay).orElse(value);
    }

    private String overlay(Drive drive) {
        String name = prefix + names.size() + ".qcow2";
        names.add(name);
        Path overlay = folder.resolve(name);
        Path saved = bases.get(drive.file());
        Path base = saved == null ? drive.file() : saved;
        try {
            Qcow2Image.createOverlay(base, saved == null ? drive.format() : "qcow2", overlay);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create an overlay over '%s': %s".formatted(base, e.getMessage()), e);
        }
        return drive.withOverlay(overlay);
    }

    /** Return the names of the overlays created. */
    List<String> names() {
        return names;
    }

    /** Return the paths of the overlays of a command's disks, by the paths in the command. */
    static Map<Path, Path> find(List<String> command, Path folder, String prefix) {
        Map<Path, Path> found = new LinkedHashMap<>();
        for (Drive drive : drives(command)) {
            found.put(drive.file(), folder.resolve(prefix + found.size() + ".qcow2"));
        }
        return found;
    }

    /** Return the writable disks of a command. */
    static List<Drive> drives(List<String> command) {
        List<Drive> drives = new ArrayList<>();
        for (int i = 1; i < command.size(); i++) {
            if (command.get(i - 1).equals("-drive")) {
                Drive.parse(command.get(i)).ifPresent(drives::add);
            }
        }
        return drives;
    }
}
