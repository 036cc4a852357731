package org.qemu.functional.gdb;

/**
 * Why a machine stopped.
 *
 * @param signal the signal's number as GDB knows it: 5 (SIGTRAP) after a step and at a breakpoint,
 *     2 (SIGINT) after an interrupt; of an exit its status
 * @param exited whether the program is gone
 * @param reason the whole reply
 */
public record StopReply(int signal, boolean exited, String reason) {
    static StopReply parse(String reply) {
        boolean stop = reply.startsWith("T") || reply.startsWith("S");
        boolean exit = reply.startsWith("W") || reply.startsWith("X");
        if ((!stop && !exit) || reply.length() < 3) {
            throw new GdbException("'%s' does not say why the machine stopped".formatted(reply));
        }
        try {
            return new StopReply(Integer.parseInt(reply.substring(1, 3), 16), exit, reply);
        } catch (NumberFormatException e) {
            throw new GdbException("'%s' does not say why the machine stopped".formatted(reply), e);
        }
    }
}
