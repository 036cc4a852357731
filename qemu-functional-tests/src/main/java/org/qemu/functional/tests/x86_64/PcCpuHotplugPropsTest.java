package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Proves that a CPU can be plugged into a pc without a die ID. */
class PcCpuHotplugPropsTest extends QemuSystemTest {
    @Test
    void plugsACpuWithoutADie() {
        setMachine("pc");
        vm().addArgs("-nodefaults", "-S");
        vm().addArgs("-smp", "1,sockets=2,cores=2,threads=2,maxcpus=8");
        vm().addArgs("-device", "qemu64-x86_64-cpu,socket-id=1,core-id=0,thread-id=0");
        vm().launch();
        assertEquals(2, vm().cmd("query-cpus-fast").size());
    }
}
