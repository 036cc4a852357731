package org.qemu.functional.guest.net;

/**
 * Count the frames of a link since it was made, over all VMs that were attached to it.
 *
 * @param received from the VM, whatever became of them
 * @param sent to the VM: handed to its socket
 * @param dropped because a queue was full: the VM does not read, or a capped line has a backlog
 * @param lost by {@link Link#loss}
 * @param cut because the link was cut, or no VM was there to get those on their way
 * @param filtered by {@link Link#filter}
 * @param runts from the VM, shorter than an Ethernet header and not passed on
 */
public record LinkStatistics(
        long received, long sent, long dropped, long lost, long cut, long filtered, long runts) {}
