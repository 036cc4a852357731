package org.qemu.functional.vfiouser.internal.config;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.ConfigRegisters;
import org.qemu.functional.vfiouser.PciCapability;
import org.qemu.functional.vfiouser.internal.DeviceErrors;

/**
 * The capabilities of a configuration space, linked as a client walks them: the conventional ones
 * from the pointer in the header, the extended ones from offset 256.
 */
public final class CapabilityList {
    private static final int STATUS = 0x06;
    private static final int STATUS_HAS_CAPABILITIES = 0x10;
    private static final int CAPABILITIES_POINTER = 0x34;
    private static final int NEXT = 1;

    /** The most capabilities of each space, as in libvfio-user. */
    private static final int MOST = 128;

    private final ConfigRegisters config;
    private final List<PlacedCapability> conventional = new ArrayList<>();
    private final List<PlacedCapability> extended = new ArrayList<>();

    /** Create the list, without entries, of a configuration space. */
    public CapabilityList(ConfigRegisters config) {
        this.config = config;
    }

    /**
     * Add a capability and return its offset.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if it does not fit where it is to
     *     go, ENOTSUP if its identifier is unknown, ENOSPC if no space is left
     */
    public int add(PciCapability capability) {
        boolean inExtended = capability.isExtended();
        ByteBuffer content = capability.content();
        if (content.remaining() < (inExtended ? 4 : 2)) {
            throw DeviceErrors.invalid(
                    "A capability of %d bytes has no header".formatted(content.remaining()));
        }
        if (inExtended && config.size() == ConfigRegisters.CONVENTIONAL_SIZE) {
            throw DeviceErrors.invalid(
                    "A conventional PCI device has no extended capabilities: make it an express device");
        }
        int id = inExtended ? content.getShort(0) & 0xffff : content.get(0) & 0xff;
        CapabilityKind kind = CapabilityKind.of(id, inExtended);
        int size = kind.size(content);
        List<PlacedCapability> list = inExtended ? extended : conventional;
        if (list.size() == MOST) {
            throw DeviceErrors.noSpace("A device has at most %d capabilities".formatted(MOST));
        }
        int offset = place(capability, kind, size, list);
        config.write(offset, content.limit(size));
        link(offset, list, inExtended, content);
        list.add(
                new PlacedCapability(
                        kind, offset, size, capability.isReadOnly(), capability.isHandled()));
        return offset;
    }

    private int place(
            PciCapability capability, CapabilityKind kind, int size, List<PlacedCapability> list) {
        int start =
                capability.isExtended()
                        ? ConfigRegisters.CONVENTIONAL_SIZE
                        : ConfigRegisters.HEADER_SIZE;
        int end = capability.isExtended() ? config.size() : ConfigRegisters.CONVENTIONAL_SIZE;
        int position = capability.position();
        if (position == 0) {
            int next = list.isEmpty() ? start : (list.get(list.size() - 1).end() + 3) & ~3;
            if (next + size > end || find(next, size) != null) {
                throw DeviceErrors.noSpace(
                        "No space is left for capability '%s' of %d bytes at offset 0x%x"
                                .formatted(kind.label(), size, next));
            }
            return next;
        }
        if (position < start || position + size > end || (position & 0x3) != 0) {
            throw DeviceErrors.invalid(
                    "Capability '%s' cannot be at offset 0x%x: give a multiple of 4 from 0x%x to 0x%x"
                            .formatted(kind.label(), position, start, (end - size) & ~3));
        }
        if (find(position, size) != null) {
            throw DeviceErrors.invalid(
                    "Capability '%s' at offset 0x%x overlaps with another one"
                            .formatted(kind.label(), position));
        }
        if (capability.isExtended() && list.isEmpty() && position != start) {
            throw DeviceErrors.invalid(
                    "The first extended capability must be at offset 0x%x, not 0x%x"
                            .formatted(start, position));
        }
        return position;
    }

    private void link(
            int offset, List<PlacedCapability> list, boolean inExtended, ByteBuffer content) {
        if (inExtended) {
            config.put16(offset + 2, content.getShort(2) & 0xf);
            if (!list.isEmpty()) {
                int last = list.get(list.size() - 1).offset();
                config.put16(last + 2, (config.get16(last + 2) & 0xf) | (offset << 4));
            }
            return;
        }
        config.put8(offset + NEXT, 0);
        if (list.isEmpty()) {
            config.put8(CAPABILITIES_POINTER, offset);
            config.put16(STATUS, config.get16(STATUS) | STATUS_HAS_CAPABILITIES);
        } else {
            config.put8(list.get(list.size() - 1).offset() + NEXT, offset);
        }
    }

    /** Return the first capability that overlaps with these bytes, or null. */
    @Nullable PlacedCapability find(int start, int length) {
        PlacedCapability first = null;
        for (List<PlacedCapability> list : List.of(conventional, extended)) {
            for (PlacedCapability capability : list) {
                if (capability.overlaps(start, length)
                        && (first == null || capability.offset() < first.offset())) {
                    first = capability;
                }
            }
        }
        return first;
    }

    /** Return the capability of a kind, if the device has one. */
    Optional<PlacedCapability> first(CapabilityKind kind) {
        return (kind.isExtended() ? extended : conventional)
                .stream().filter(capability -> capability.kind() == kind).findFirst();
    }

    /**
     * Return the offset of the next capability with an identifier.
     *
     * @param after the offset of the capability to begin behind, or 0 to begin with the first one
     * @throws org.qemu.functional.vfiouser.DeviceException ENOENT if there is none, EINVAL if the
     *     offset is outside of the configuration space
     */
    public int next(boolean inExtended, int after, int id) {
        if (after < 0 || after + (inExtended ? 4 : 1) >= config.size()) {
            throw DeviceErrors.invalid(
                    "Offset 0x%x is not in the configuration space of %d bytes"
                            .formatted(after, config.size()));
        }
        List<PlacedCapability> list = inExtended ? extended : conventional;
        boolean found = after == 0;
        for (PlacedCapability capability : list) {
            int offset = capability.offset();
            if (found && id == (inExtended ? config.get16(offset) : config.get8(offset))) {
                return offset;
            }
            found |= offset == after;
        }
        throw DeviceErrors.noEntry(
                "There is no capability 0x%x behind offset 0x%x".formatted(id, after));
    }
}
