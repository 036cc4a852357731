package org.qemu.functional.machine.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryRequirementTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-nodefaults | 128",
                "-m 512 | 512",
                "-m 512M | 512",
                "-m 2G | 2048",
                "-m 1.5g | 1536",
                "-m 1048576k | 1024",
                "--m 64 | 64",
                "-m size=4G,slots=2,maxmem=988G | 4096",
                "-m 512,slots=1,maxmem=59.6G | 512",
                "-m lots | 128",
                "-m 512 -object memory-backend-ram,id=mem1,size=1G -device pc-dimm,memdev=mem1 | 1024",
                "-m 512 -object memory-backend-ram,id=mem1,size=1G | 1536",
                "-m 1G -object memory-backend-file,id=m,size=1G,share=on -machine q35,memory-backend=m | 1024",
            })
    void addsUpWhatACommandLineAsksFor(String command, long mebibytes) {
        List<String> words = new ArrayList<>(List.of("qemu-system-x86_64"));
        words.addAll(List.of(command.split(" ")));
        assertThat(MemoryRequirement.of(words)).isEqualTo(mebibytes << 20);
    }
}
