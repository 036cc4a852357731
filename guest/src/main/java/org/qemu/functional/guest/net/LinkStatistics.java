package org.qemu.functional.guest.net;

/**
 * The numbers of frames of a link since it was created, over all VMs that were attached to it.
 *
 * @param received from the VM, including those that were not forwarded
 * @param sent to the VM: handed to its socket
 * @param dropped because a queue was full: the VM does not read, or a speed limit causes a backlog
 * @param lost by {@link Link#loss}
 * @param cut because the link was cut, or no VM was attached to receive frames in flight
 * @param filtered by {@link Link#filter}
 * @param runts from the VM, shorter than an Ethernet header and not forwarded
 */
public record LinkStatistics(
        long received, long sent, long dropped, long lost, long cut, long filtered, long runts) {}
