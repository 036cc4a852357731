package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.condition.SkipLockedMemoryTest;

/**
 * Proves that {@code -overcommit mem-lock} locks the documented amount of memory, according to
 * QEMU's process status.
 */
@SkipLockedMemoryTest(2_097_152)
class MemlockTest extends QemuSystemTest {
    /** A line of /proc/[pid]/status, see proc(5). */
    private static final Pattern SIZE = Pattern.compile("(?m)^(\\w+):\\s+(\\d+) kB");

    /** In kB; libgcrypt locks a few pages of its own. */
    private static final long A_FEW_PAGES = 32;

    @Test
    void locksNothingWhenOff() throws IOException {
        Map<String, Long> status = statusWith("off");
        assertTrue(status.get("VmLck") < A_FEW_PAGES, status::toString);
    }

    @Test
    void locksAlmostAllWhenOn() throws IOException {
        Map<String, Long> status = statusWith("on");
        assertTrue(status.get("VmLck") > 0, status::toString);
        assertTrue(status.get("VmRSS") >= 0.7 * status.get("VmSize"), status::toString);
    }

    @Test
    void locksWhatIsTouchedWhenOnFault() throws IOException {
        requireVersion("10.0", "has no mem-lock=on-fault");
        Map<String, Long> status = statusWith("on-fault");
        assertTrue(status.get("VmLck") > 0, status::toString);
        assertTrue(status.get("VmRSS") <= 0.3 * status.get("VmSize"), status::toString);
    }

    private Map<String, Long> statusWith(String memLock) throws IOException {
        vm().addArgs("-overcommit", "mem-lock=" + memLock);
        vm().launch();
        String text = Files.readString(Path.of("/proc", Long.toString(vm().pid()), "status"));
        Map<String, Long> sizes = new HashMap<>();
        SIZE.matcher(text)
                .results()
                .forEach(line -> sizes.put(line.group(1), Long.valueOf(line.group(2))));
        return sizes;
    }
}
