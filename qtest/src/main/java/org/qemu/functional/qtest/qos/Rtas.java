package org.qemu.functional.qtest.qos;

import org.qemu.functional.qtest.QTest;

/**
 * Call sPAPR's run-time services (RTAS), whose arguments are cells of 4 bytes in the guest's
 * memory.
 */
public record Rtas(QTest qtest, GuestAllocator memory) {
    private static final int CELL = 4;

    /**
     * Call a service.
     *
     * @param name such as {@code get-time-of-day}
     * @param returns the number of result cells, 1 or more
     * @return the result cells; the first is the status, 0 for success
     * @throws IllegalStateException if QEMU has no such service
     */
    public int[] call(String name, int returns, int... arguments) {
        long argumentCells = memory.alloc((long) CELL * Math.max(1, arguments.length));
        long returnCells = memory.alloc((long) CELL * returns);
        try {
            for (int i = 0; i < arguments.length; i++) {
                qtest.writel(argumentCells + (long) CELL * i, arguments[i]);
            }
            long status = qtest.rtas(name, arguments.length, argumentCells, returns, returnCells);
            if (status != 0) {
                throw new IllegalStateException(
                        "RTAS call '%s': status %d; check the name of the service"
                                .formatted(name, status));
            }
            int[] returned = new int[returns];
            for (int i = 0; i < returns; i++) {
                returned[i] = (int) qtest.readl(returnCells + (long) CELL * i);
            }
            return returned;
        } finally {
            memory.free(returnCells);
            memory.free(argumentCells);
        }
    }
}
