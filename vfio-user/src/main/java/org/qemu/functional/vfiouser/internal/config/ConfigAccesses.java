package org.qemu.functional.vfiouser.internal.config;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.ConfigRegisters;
import org.qemu.functional.vfiouser.RegionHandler;
import org.qemu.functional.vfiouser.internal.DeviceErrors;

/**
 * Performs a client's accesses to the configuration space. An access may span the header,
 * capabilities and what is between them; each part goes to whom it belongs.
 */
final class ConfigAccesses implements RegionHandler {
    private final ConfigRegisters config;
    private final HeaderWrites header;
    private final CapabilityList capabilities;
    private final ExpressCapability express;
    private final @Nullable RegionHandler rest;

    /**
     * Create the accesses of a device.
     *
     * @param rest handles what is neither header nor capability, and capabilities that ask for it
     */
    ConfigAccesses(
            ConfigRegisters config,
            HeaderWrites header,
            CapabilityList capabilities,
            ExpressCapability express,
            @Nullable RegionHandler rest) {
        this.config = config;
        this.header = header;
        this.capabilities = capabilities;
        this.express = express;
        this.rest = rest;
    }

    @Override
    public void read(long offset, ByteBuffer data) {
        split(offset, data, this::readPart);
    }

    @Override
    public void write(long offset, ByteBuffer data) {
        split(offset, data, this::writePart);
    }

    /** Tell whether a write to an offset may ask for a function level reset. */
    boolean mayReset(long offset) {
        return capabilities
                .first(CapabilityKind.EXPRESS)
                .filter(c -> offset == c.offset() + ExpressCapability.DEVICE_CONTROL)
                .isPresent();
    }

    private interface Part {
        void access(int offset, ByteBuffer data, @Nullable PlacedCapability capability);
    }

    private void split(long start, ByteBuffer data, Part part) {
        int offset = Math.toIntExact(start);
        int end = data.limit();
        while (data.position() < end) {
            int left = end - data.position();
            PlacedCapability capability = null;
            int size;
            if (offset < ConfigRegisters.HEADER_SIZE) {
                size = Math.min(left, ConfigRegisters.HEADER_SIZE - offset);
            } else {
                PlacedCapability next = capabilities.find(offset, left);
                if (next == null) {
                    size = left;
                } else if (offset < next.offset()) {
                    size = next.offset() - offset;
                } else {
                    capability = next;
                    size = Math.min(left, next.end() - offset);
                }
            }
            ByteBuffer slice = data.slice(data.position(), size).order(data.order());
            part.access(offset, slice, capability);
            data.position(data.position() + size);
            offset += size;
        }
    }

    private void readPart(int offset, ByteBuffer data, @Nullable PlacedCapability capability) {
        boolean handled =
                capability == null ? offset >= ConfigRegisters.HEADER_SIZE : capability.handled();
        if (rest != null && handled) {
            rest.read(offset, data);
        } else {
            config.read(offset, data);
        }
    }

    private void writePart(int offset, ByteBuffer data, @Nullable PlacedCapability capability) {
        if (capability != null) {
            writeCapability(offset, data, capability);
        } else if (offset < ConfigRegisters.HEADER_SIZE) {
            header.write(offset, data);
        } else if (rest != null) {
            rest.write(offset, data);
        } else {
            throw DeviceErrors.invalid(
                    "Write of %d bytes to offset 0x%x of the configuration space: there is no capability and no handler"
                            .formatted(data.remaining(), offset));
        }
    }

    private void writeCapability(int offset, ByteBuffer data, PlacedCapability capability) {
        String name = capability.kind().label();
        if (capability.readOnly()) {
            throw DeviceErrors.notPermitted(
                    "Capability '%s' at offset 0x%x is read-only"
                            .formatted(name, capability.offset()));
        }
        if (rest != null && capability.handled()) {
            rest.write(offset, data);
            return;
        }
        int inside = offset - capability.offset();
        int headerBytes = Math.max(0, capability.kind().headerSize() - inside);
        if (headerBytes >= data.remaining()) {
            throw DeviceErrors.notPermitted(
                    "The header of capability '%s' at offset 0x%x is read-only"
                            .formatted(name, capability.offset()));
        }
        // As in hardware, a wider write only leaves the header alone.
        data.position(data.position() + headerBytes);
        inside += headerBytes;
        if (capability.kind() == CapabilityKind.EXPRESS) {
            express.write(config, capability.offset(), inside, data);
        } else {
            capability.kind().write(config, capability.offset(), inside, data);
        }
    }
}
