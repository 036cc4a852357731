package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.launch.internal.QemuPrefetch;
import org.qemu.functional.suite.internal.ExitCode;

/** What a precache run returns for the QEMU of a suite that cannot be fetched. */
class QemuPrefetchTest {
    @TempDir private Path cache;

    @Arch("x86_64")
    static class ForOneTarget {}

    private ExitCode fetch(String... settings) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("QEMU_"));
        environment.put("QEMU_TEST_CACHE_DIR", cache.toString());
        for (String setting : settings) {
            String[] words = setting.split("=", 2);
            environment.put(words[0], words[1]);
        }
        return QemuPrefetch.fetch(environment, List.of(ForOneTarget.class));
    }

    @Test
    void fetchesNothingWithoutASuiteOrWithAnotherQemu() {
        assertThat(fetch()).isEqualTo(ExitCode.OK);
        assertThat(fetch("QEMU_SUITE=no suite", "QEMU_TEST_QEMU_BINARY=/a/qemu"))
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void tellsWhetherTryingAgainMayHelp() {
        assertThat(fetch("QEMU_SUITE=sid", "QEMU_TEST_NO_DOWNLOAD=1"))
                .isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(fetch("QEMU_SUITE=no suite")).isEqualTo(ExitCode.FAILED);
    }
}
