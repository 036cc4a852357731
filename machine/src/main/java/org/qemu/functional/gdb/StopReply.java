package org.qemu.functional.gdb;

/**
 * The reason why a machine stopped.
 *
 * @param signal GDB's number of the signal: 5 (SIGTRAP) after a step and at a breakpoint, 2
 *     (SIGINT) after an interrupt; the status for an exit
 * @param exited whether the program has exited
 * @param reason the complete reply
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
