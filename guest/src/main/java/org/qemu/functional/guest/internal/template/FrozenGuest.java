package org.qemu.functional.guest.internal.template;

import java.nio.file.Path;
import java.util.Map;

/**
 * A frozen guest.
 *
 * @param memory the file with its RAM, which clones map and do not write
 * @param bytes the size of the RAM
 * @param state the state of its devices, a migration stream of QEMU
 * @param disks the backing files for a clone's overlays, by the paths on the command line
 */
public record FrozenGuest(Path memory, long bytes, Path state, Map<Path, Path> disks) {}
