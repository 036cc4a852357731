package org.qemu.functional.vfiouser;

/**
 * Stops what a device does by itself, such as DMA, before a request changes what that depends on:
 * the mapped memory, the migration state, or everything at a reset.
 */
@FunctionalInterface
public interface QuiesceHandler {
    /**
     * Stop, or begin to stop. To fail the request, throw a {@link DeviceException}.
     *
     * @return whether the device has stopped; if not, the request waits until the device calls
     *     {@link VfioUserServer#quiesced}
     */
    boolean quiesce();
}
