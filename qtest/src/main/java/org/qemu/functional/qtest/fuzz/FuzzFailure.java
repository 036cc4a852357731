package org.qemu.functional.qtest.fuzz;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when random accesses to registers caused a failure; the message contains a test that
 * reproduces it.
 */
public final class FuzzFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    FuzzFailure(long seed, int count, List<Operation> shortest, Throwable cause) {
        super(
                """
                seed %dL: %d of %d accesses are enough:
                    @Test
                    void reproducer(QTest qtest) {
                %s
                    }
                %s"""
                        .formatted(
                                seed,
                                shortest.size(),
                                count,
                                shortest.stream()
                                        .map(operation -> "        " + operation)
                                        .collect(Collectors.joining("\n")),
                                cause.getMessage()),
                cause);
    }
}
