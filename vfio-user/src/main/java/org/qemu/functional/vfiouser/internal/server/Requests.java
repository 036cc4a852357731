package org.qemu.functional.vfiouser.internal.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.qemu.functional.vfiouser.ResetKind;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.internal.device.DeviceModel;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.feature.MigrationState;
import org.qemu.functional.vfiouser.wire.region.PciRegion;
import org.qemu.functional.vfiouser.wire.region.RegionAccess;
import org.qemu.functional.vfiouser.wire.region.RegionWrites;

/** Hands each request of a client to the handler of its command. */
final class Requests {
    /** What a client may ask for while the device is stopped, as in libvfio-user. */
    private static final Set<Command> WHEN_STOPPED =
            EnumSet.of(
                    Command.REGION_READ,
                    Command.REGION_WRITE,
                    Command.DEVICE_FEATURE,
                    Command.MIG_DATA_READ);

    private static final Set<MigrationState> STOPPED =
            EnumSet.of(MigrationState.STOP, MigrationState.STOP_COPY);

    private final DeviceModel model;
    private final Map<Command, RequestHandler> handlers = new EnumMap<>(Command.class);

    /**
     * Create the handlers for a client.
     *
     * @param dataLimit the most bytes of data in a message to the server
     * @param clientLimit the most bytes of data in a message to the client
     */
    Requests(DeviceModel model, int dataLimit, long clientLimit) {
        this.model = model;
        InfoRequests info = new InfoRequests(model);
        RegionRequests region = new RegionRequests(model, dataLimit);
        DmaRequests dma = new DmaRequests(model, dataLimit);
        MigrationRequests migration =
                new MigrationRequests(model, Math.min(clientLimit, dataLimit));
        handlers.put(Command.DMA_MAP, dma::map);
        handlers.put(Command.DMA_UNMAP, dma::unmap);
        handlers.put(Command.DEVICE_GET_INFO, info::device);
        handlers.put(Command.DEVICE_GET_REGION_INFO, info::region);
        handlers.put(
                Command.DEVICE_GET_REGION_IO_FDS,
                request -> info.ioDescriptors(request, dataLimit));
        handlers.put(Command.DEVICE_GET_IRQ_INFO, info::interrupts);
        handlers.put(Command.DEVICE_SET_IRQS, new InterruptRequests(model)::set);
        handlers.put(Command.REGION_READ, region::read);
        handlers.put(Command.REGION_WRITE, region::write);
        handlers.put(Command.REGION_WRITE_MULTI, region::writeAll);
        handlers.put(
                Command.DEVICE_RESET,
                request -> {
                    model.callbacks().reset().accept(ResetKind.DEVICE);
                    return ServerReply.EMPTY;
                });
        handlers.put(Command.DEVICE_FEATURE, new FeatureRequests(model, dataLimit)::handle);
        handlers.put(Command.MIG_DATA_READ, migration::read);
        handlers.put(Command.MIG_DATA_WRITE, migration::write);
    }

    /**
     * Check what can be checked before the device is quiesced.
     *
     * @throws org.qemu.functional.vfiouser.DeviceException EINVAL if the request is refused
     */
    void check(Message request) {
        MessageHeader header = request.header();
        if (!header.isCommand()) {
            throw DeviceErrors.invalid("%s: the message is not a command".formatted(header));
        }
        Command command = Command.of(header.command()).orElse(null);
        if (command == null || !handlers.containsKey(command)) {
            throw DeviceErrors.invalid("%s: a server does not know this command".formatted(header));
        }
        if (header.payloadSize() == 0 && command != Command.DEVICE_RESET) {
            throw DeviceErrors.invalid("%s: the command needs a payload".formatted(header));
        }
        MigrationState state = model.migration().state();
        if (STOPPED.contains(state) && !WHEN_STOPPED.contains(command)) {
            throw DeviceErrors.invalid(
                    "%s: the device is in migration state %s".formatted(header, state));
        }
    }

    /** Tell whether the device has to be quiesced for a request. */
    boolean needsQuiesce(Message request) {
        ByteBuffer payload = request.payload();
        return switch (Command.of(request.header().command()).orElseThrow()) {
            case DMA_MAP, DMA_UNMAP -> model.dma() != null;
            case DEVICE_RESET -> true;
            case REGION_WRITE ->
                    payload.remaining() >= RegionAccess.SIZE
                            && mayReset(RegionAccess.decode(payload));
            case REGION_WRITE_MULTI ->
                    payload.remaining() >= RegionWrites.SIZE
                            && mayReset(RegionWrites.decode(payload));
            case DEVICE_FEATURE -> FeatureRequests.needsQuiesce(payload);
            default -> false;
        };
    }

    /** Handle a request that was checked. */
    ServerReply handle(Message request) throws IOException {
        RequestHandler handler = handlers.get(Command.of(request.header().command()).orElseThrow());
        if (handler == null) {
            throw new IllegalStateException("%s was not checked".formatted(request));
        }
        return handler.handle(request);
    }

    private boolean mayReset(RegionAccess access) {
        return access.region() == PciRegion.CONFIG.index()
                && model.config().mayReset(access.offset());
    }

    private boolean mayReset(RegionWrites writes) {
        return writes.writes().stream()
                .anyMatch(
                        write ->
                                write.region() == PciRegion.CONFIG.index()
                                        && model.config().mayReset(write.offset()));
    }
}
