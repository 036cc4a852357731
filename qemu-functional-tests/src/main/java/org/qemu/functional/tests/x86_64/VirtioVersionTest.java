package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.QemuMachine;

/**
 * Proves that the types of virtio devices that name a version are what the generic type becomes by
 * its options.
 */
@Execution(ExecutionMode.CONCURRENT)
class VirtioVersionTest extends QemuSystemTest {
    private static final String EXPRESS = "pci-express-device";
    private static final String CONVENTIONAL = "conventional-pci-device";

    /** Red Hat's, of Virtio 1.2, 4.1.2. */
    private static final int VENDOR = 0x1af4;

    private static final int FIRST_MODERN = 0x1040;
    private static final int LAST_MODERN = 0x107f;

    /** Virtio 1.2, 5. */
    private static final int GPU = 16;

    private static final int INPUT = 18;

    /** What a device is in the eyes of a guest, and of QEMU. */
    private record Plugged(JsonNode pci, Set<String> interfaces) {
        int device() {
            return pci.at("/id/device").asInt();
        }
    }

    @Test
    void hasThreeVersionsOfConventionalDevices() {
        setMachine("pc");
        hasThreeVersions("virtio-net-pci", 1, 0x1000);
        hasThreeVersions("virtio-serial-pci", 3, 0x1003);
        hasThreeVersions("virtio-rng-pci", 4, 0x1005);
        hasThreeVersions("virtio-balloon-pci", 5, 0x1002);
        hasThreeVersions("virtio-scsi-pci", 8, 0x1004);
    }

    @Test
    void hasOneVersionOfModernDevices() {
        setMachine("pc");
        isModernOnly("virtio-vga", GPU);
        isModernOnly("virtio-gpu-pci", GPU);
        isModernOnly("virtio-mouse-pci", INPUT);
        isModernOnly("virtio-tablet-pci", INPUT);
        isModernOnly("virtio-keyboard-pci", INPUT);
    }

    private void hasThreeVersions(String type, int virtioId, int legacyId) {
        Plugged modern = plug(type, ",disable-modern=off,disable-legacy=on");
        assertIsModern(modern, virtioId);
        Plugged nonTransitional = plug(type + "-non-transitional", "");
        assertEquals(modern.pci(), nonTransitional.pci(), type);
        Plugged transitional = plug(type, ",disable-modern=off,disable-legacy=off");
        assertEquals(legacyId, transitional.device(), type);
        assertEquals(legacyId, plug(type, ",disable-modern=on,disable-legacy=off").device(), type);
        Plugged plain = plug(type, "");
        assertEquals(transitional.pci(), plain.pci(), type);
        Plugged named = plug(type + "-transitional", "");
        assertEquals(transitional.pci(), named.pci(), type);

        assertEquals(Set.of(CONVENTIONAL, EXPRESS), plain.interfaces(), type);
        assertEquals(Set.of(CONVENTIONAL, EXPRESS), nonTransitional.interfaces(), type);
        assertTrue(named.interfaces().contains(CONVENTIONAL), type);
        assertFalse(named.interfaces().contains(EXPRESS), type);
    }

    private void isModernOnly(String type, int virtioId) {
        Plugged modern = plug(type, ",disable-modern=off,disable-legacy=on");
        assertIsModern(modern, virtioId);
        Plugged plain = plug(type, "");
        assertEquals(modern.pci(), plain.pci(), type);
        assertEquals(Set.of(CONVENTIONAL, EXPRESS), plain.interfaces(), type);
    }

    private static void assertIsModern(Plugged plugged, int virtioId) {
        JsonNode id = plugged.pci().path("id");
        assertEquals(VENDOR, id.path("vendor").asInt(), id::toString);
        assertEquals(FIRST_MODERN + virtioId, plugged.device(), id::toString);
        assertTrue(plugged.device() <= LAST_MODERN, id::toString);
        assertTrue(id.path("subsystem").asInt() >= 0x40, id::toString);
    }

    private Plugged plug(String type, String options) {
        QemuMachine vm = newVm("-device", type + options + ",id=tested", "-S");
        vm.launch();
        JsonNode found = null;
        for (JsonNode bus : vm.cmd("query-pci")) {
            for (JsonNode device : bus.path("devices")) {
                found = device.path("qdev_id").asText().equals("tested") ? device : found;
            }
        }
        Set<String> interfaces = new TreeSet<>();
        for (String each : new String[] {CONVENTIONAL, EXPRESS}) {
            for (JsonNode known : vm.cmd("qom-list-types", "implements", each)) {
                if (known.path("name").asText().equals(type)) {
                    interfaces.add(each);
                }
            }
        }
        vm.shutdown();
        assertTrue(found != null, () -> type + " is not among the PCI devices");
        return new Plugged(found, interfaces);
    }
}
