package org.qemu.functional.vfiouser.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.linux.Eventfd;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.PciIrq;

class InterruptTableTest {
    private final InterruptTable table = new InterruptTable(List.of(1, 4, 8, 1, 1));

    @Test
    void triggersTheKindThatTheClientUses() throws Exception {
        try (Eventfd intx = Eventfd.create();
                Eventfd msix = Eventfd.create()) {
            table.set(PciIrq.INTX, 0, List.of(signal(intx)));
            table.trigger(0);
            table.set(PciIrq.MSIX, 0, List.of(signal(msix)));
            table.trigger(0);

            assertThat(intx.take()).isEqualTo(1);
            assertThat(msix.take()).isEqualTo(1);
            table.disableAll();
        }
    }

    @Test
    void closesDescriptorsThatAreReplacedOrDisabled() throws Exception {
        int before = Descriptors.count();
        try (Eventfd first = Eventfd.create()) {
            table.set(PciIrq.MSIX, 2, List.of(signal(first), signal(first)));
            table.set(PciIrq.MSIX, 3, List.of(signal(first)));
            table.disable(PciIrq.MSIX, 2, 2);
        }

        assertThat(Descriptors.count()).isEqualTo(before);
        assertThat(table.triggerIfSet(PciIrq.MSIX, 2)).isFalse();
    }

    @Test
    void refusesVectorsThatAreMissingOrNotSet() {
        assertThatThrownBy(() -> table.trigger(8))
                .isInstanceOfSatisfying(
                        DeviceException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL.number()));
        assertThatThrownBy(() -> table.trigger(7))
                .isInstanceOfSatisfying(
                        DeviceException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT.number()));
    }

    @Test
    void doesNotWaitForDescriptorThatIsFull() throws Exception {
        // A client could send any descriptor, such as a socket that nobody reads.
        List<FileDescriptor> pair = Descriptors.socketPair();
        table.set(PciIrq.MSIX, 0, List.of(new EventfdSignal(pair.get(0))));
        try {
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    table.trigger(PciIrq.MSIX, 0);
                                }
                            })
                    .isInstanceOfSatisfying(
                            DeviceException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EIO.number()));
        } finally {
            table.disableAll();
            Descriptors.close(pair.get(1));
        }
    }

    private static EventfdSignal signal(Eventfd eventfd) throws IOException {
        return new EventfdSignal(Descriptors.duplicate(eventfd.descriptor()));
    }
}
