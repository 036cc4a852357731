package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.machine.QemuMachine;

/**
 * Proves that types of virtio devices with a version in their names equal the generic type with
 * corresponding options.
 */
@Execution(ExecutionMode.CONCURRENT)
class VirtioVersionTest extends QemuSystemTest {
    private static final String EXPRESS = "pci-express-device";
    private static final String CONVENTIONAL = "conventional-pci-device";

    /** The vendor ID of Red Hat: Virtio 1.2, 4.1.2. */
    private static final int VENDOR = 0x1af4;

    private static final int FIRST_MODERN = 0x1040;
    private static final int LAST_MODERN = 0x107f;

    /** The virtio device ID: Virtio 1.2, 5. */
    private static final int GPU = 16;

    private static final int INPUT = 18;

    /** A device as a guest and as QEMU describe it. */
    private record Plugged(JsonNode pci, Set<String> interfaces) {
        int device() {
            return pci.at("/id/device").asInt();
        }
    }

    @Test
    void hasThreeVersionsOfNetworkCards() {
        hasThreeVersions("virtio-net-pci", 1, 0x1000);
    }

    @Test
    void hasThreeVersionsOfSerialPorts() {
        hasThreeVersions("virtio-serial-pci", 3, 0x1003);
    }

    @Test
    void hasThreeVersionsOfRandomNumberGenerators() {
        hasThreeVersions("virtio-rng-pci", 4, 0x1005);
    }

    @Test
    void hasThreeVersionsOfBalloons() {
        // A machine can only have one.
        hasThreeVersions("virtio-balloon-pci", 5, 0x1002, this::plugOneByOne);
    }

    @Test
    void hasThreeVersionsOfScsiControllers() {
        hasThreeVersions("virtio-scsi-pci", 8, 0x1004);
    }

    @Test
    void hasOneVersionOfGraphicsCards() {
        hasOneVersion(GPU, "virtio-vga", "virtio-gpu-pci");
    }

    @Test
    void hasOneVersionOfInputDevices() {
        hasOneVersion(INPUT, "virtio-mouse-pci", "virtio-tablet-pci", "virtio-keyboard-pci");
    }

    private void hasThreeVersions(String type, int virtioId, int legacyId) {
        hasThreeVersions(type, virtioId, legacyId, this::plug);
    }

    private void hasThreeVersions(
            String type,
            int virtioId,
            int legacyId,
            Function<List<String>, List<Plugged>> plugging) {
        setMachine("pc");
        List<Plugged> all =
                plugging.apply(
                        List.of(
                                type + ",disable-modern=off,disable-legacy=on",
                                type + "-non-transitional",
                                type + ",disable-modern=off,disable-legacy=off",
                                type + ",disable-modern=on,disable-legacy=off",
                                type,
                                type + "-transitional"));
        Plugged modern = all.get(0);
        Plugged nonTransitional = all.get(1);
        Plugged transitional = all.get(2);
        Plugged legacy = all.get(3);
        Plugged plain = all.get(4);
        Plugged named = all.get(5);

        assertIsModern(modern, virtioId);
        assertEquals(modern.pci(), nonTransitional.pci(), type);
        assertEquals(legacyId, transitional.device(), type);
        assertEquals(legacyId, legacy.device(), type);
        assertEquals(transitional.pci(), plain.pci(), type);
        assertEquals(transitional.pci(), named.pci(), type);

        assertEquals(Set.of(CONVENTIONAL, EXPRESS), plain.interfaces(), type);
        assertEquals(Set.of(CONVENTIONAL, EXPRESS), nonTransitional.interfaces(), type);
        assertTrue(named.interfaces().contains(CONVENTIONAL), type);
        assertFalse(named.interfaces().contains(EXPRESS), type);
    }

    private void hasOneVersion(int virtioId, String... types) {
        setMachine("pc");
        List<String> devices = new ArrayList<>();
        for (String type : types) {
            devices.add(type + ",disable-modern=off,disable-legacy=on");
            devices.add(type);
        }
        List<Plugged> plugged = plug(devices);
        for (int i = 0; i < devices.size(); i += 2) {
            Plugged modern = plugged.get(i);
            Plugged plain = plugged.get(i + 1);
            assertIsModern(modern, virtioId);
            assertEquals(modern.pci(), plain.pci(), devices.get(i + 1));
            assertEquals(Set.of(CONVENTIONAL, EXPRESS), plain.interfaces(), devices.get(i + 1));
        }
    }

    private static void assertIsModern(Plugged plugged, int virtioId) {
        JsonNode id = plugged.pci().path("id");
        assertEquals(VENDOR, id.path("vendor").asInt(), id::toString);
        assertEquals(FIRST_MODERN + virtioId, plugged.device(), id::toString);
        assertTrue(plugged.device() <= LAST_MODERN, id::toString);
        assertTrue(id.path("subsystem").asInt() >= 0x40, id::toString);
    }

    private List<Plugged> plugOneByOne(List<String> devices) {
        return devices.stream().map(device -> plug(List.of(device)).get(0)).toList();
    }

    /** Launch a machine with all these devices, and return the description of each. */
    private List<Plugged> plug(List<String> devices) {
        QemuMachine vm = newVm("-S");
        for (int i = 0; i < devices.size(); i++) {
            vm.addArgs("-device", devices.get(i) + ",id=tested" + i);
        }
        vm.launch();
        JsonNode buses = vm.cmd("query-pci");
        Map<String, Set<String>> implementing = new HashMap<>();
        for (String each : new String[] {CONVENTIONAL, EXPRESS}) {
            Set<String> types = new HashSet<>();
            vm.cmd("qom-list-types", "implements", each)
                    .forEach(type -> types.add(type.path("name").asText()));
            implementing.put(each, types);
        }
        vm.shutdown();

        List<Plugged> plugged = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            String type = devices.get(i).replaceFirst(",.*", "");
            Set<String> interfaces = new TreeSet<>();
            implementing.forEach(
                    (name, types) -> {
                        if (types.contains(type)) {
                            interfaces.add(name);
                        }
                    });
            plugged.add(new Plugged(find(buses, "tested" + i), interfaces));
        }
        return plugged;
    }

    /** Return the device with an ID, without its ID and slot. */
    private static JsonNode find(JsonNode buses, String id) {
        for (JsonNode bus : buses) {
            for (JsonNode device : bus.path("devices")) {
                if (device.path("qdev_id").asText().equals(id)) {
                    ObjectNode found = device.deepCopy();
                    return found.without(List.of("qdev_id", "slot"));
                }
            }
        }
        throw new AssertionError("'%s' is not among the PCI devices %s".formatted(id, buses));
    }
}
