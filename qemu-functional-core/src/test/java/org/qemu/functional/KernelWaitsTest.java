package org.qemu.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.qemu.functional.machine.QemuMachine;

class KernelWaitsTest {
    /** A test author's class: it mainly has to compile. */
    static class Fixture extends LinuxKernelTest {
        @Test
        void waitsInAllWays() {
            for (String name : new String[] {"default", "second"}) {
                QemuMachine vm = vm(name);
                vm.setConsole("isa-debugcon,iobase=0x402");
                vm.addArgs("-net", "none");
                vm.launch();
            }
            assertThat(waitForConsolePattern("SeaBIOS", null).text()).isEqualTo("SeaBIOS");
            waitForConsolePattern("SeaBIOS", vm("second"));
            waitForConsolePattern("BUILD", vm(), vm("second"));
            waitForConsolePattern("Running on", null, vm());
        }
    }

    @Test
    void takesNullForNoFailureText() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Fixture.class))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(1));
    }
}
