package org.qemu.functional.tests.qtest.regression;

import java.util.Arrays;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.TestContext;
import org.qemu.functional.machine.QemuBinary;

/** Skip a test whose fault is known to be in the QEMU under test, unless the run is strict. */
final class RegressionCondition implements BeforeEachCallback {
    static final String STRICT = "QEMU_TEST_STRICT";

    @Override
    public void beforeEach(ExtensionContext context) {
        Regression regression = context.getRequiredTestMethod().getAnnotation(Regression.class);
        QemuBinary binary = TestContext.ofTest(context).binary();
        String strict = System.getenv().getOrDefault(STRICT, "");
        if ((strict.isEmpty() || strict.equals("0"))
                && !isFixed(regression.fixedIn(), binary.version())) {
            throw new TestAbortedException(
                    "QEMU %s has the fault %s of '%s', fixed in %s; %s=1 runs the test: %s"
                            .formatted(
                                    binary.version(),
                                    regression.value(),
                                    regression.device(),
                                    String.join(", ", regression.fixedIn()),
                                    STRICT,
                                    regression.shows()));
        }
    }

    /**
     * Return whether a version has a fix.
     *
     * @param fixes the first version with the fix in each series, oldest first
     */
    static boolean isFixed(String[] fixes, String version) {
        if (fixes.length == 0 || compare(fixes[fixes.length - 1], version) <= 0) {
            return true;
        }
        return Arrays.stream(fixes)
                .anyMatch(fix -> series(fix).equals(series(version)) && compare(fix, version) <= 0);
    }

    private static String series(String version) {
        int[] parts = numbers(version);
        return parts[0] + "." + (parts.length > 1 ? parts[1] : 0);
    }

    private static int compare(String left, String right) {
        return Arrays.compare(numbers(left), numbers(right));
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
