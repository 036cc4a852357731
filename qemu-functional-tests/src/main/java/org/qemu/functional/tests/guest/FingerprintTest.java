package org.qemu.functional.tests.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.guest.Guest;

/**
 * Proves that a guest detects the hardware that QEMU reports. Two independent sources are compared
 * for each property, so that no recorded values become stale.
 */
class FingerprintTest extends QemuSystemTest {
    static final GuestImages IMAGES = GuestImages.withModules("virtio_blk");

    private static final String UUID = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

    private static String read(Guest guest, String path) {
        return guest.run("cat " + path).check().stdout().strip();
    }

    /** Return the processors in /proc/cpuinfo, each with its fields. */
    private static List<Map<String, String>> cpuinfo(Guest guest) {
        return Arrays.stream(guest.run("cat /proc/cpuinfo").check().stdout().split("\n\n", -1))
                .map(
                        block -> {
                            Map<String, String> fields = new LinkedHashMap<>();
                            block.lines()
                                    .map(line -> line.split(":", 2))
                                    .filter(parts -> parts.length == 2)
                                    .forEach(
                                            parts ->
                                                    fields.put(parts[0].strip(), parts[1].strip()));
                            return fields;
                        })
                .filter(fields -> fields.containsKey("processor"))
                .toList();
    }

    private JsonNode cpuProperty(String name) {
        String path = vm().monitor().queryCpus().get(0).path("qom-path").asText();
        return vm().monitor().qomGet(path, name);
    }

    private void requireArch(String wanted) {
        Assumptions.assumeTrue(
                arch().equals(wanted), () -> "'%s' is not '%s'".formatted(arch(), wanted));
    }

    /**
     * Use one thread for all processors. With a thread for each processor, QEMU 10.0 sometimes
     * crashes while the guest boots: "system/physmem.c: iotlb_to_section: Assertion `section_index
     * < d->map.sections_nb' failed".
     */
    private void inOneThread() {
        vm().addArgs("-accel", "tcg,thread=single");
    }

    private void assertSameMemory(Guest guest) {
        long has = vm().cmd("query-memory-size-summary").path("base-memory").asLong();
        long seen =
                Long.parseLong(
                                guest.run("awk '/^MemTotal:/ { print $2 }' /proc/meminfo")
                                        .check()
                                        .stdout()
                                        .strip())
                        << 10;
        // The kernel does not count itself or the memory for its page structures.
        assertTrue(
                seen <= has && seen > has - (96L << 20),
                "the guest sees %d of %d bytes".formatted(seen, has));
    }

    @ParameterizedTest
    @CsvSource({"1, 128", "3, 256", "2, 600"})
    void processorsAndMemory(int cpus, int mebibytes) {
        Assumptions.assumeTrue(
                cpus == 1 || !arch().equals("mipsel"), "'24Kf' of malta is alone in its machine");
        Guest guest = Guest.with(vm(), IMAGES.of(arch())).cpus(cpus).memory(mebibytes).boot();
        assertEquals(cpus, vm().monitor().queryCpus().size());
        assertEquals(cpus, cpuinfo(guest).size());
        String range = cpus == 1 ? "0" : "0-" + (cpus - 1);
        assertEquals(range, read(guest, "/sys/devices/system/cpu/online"));
        // There is one column of interrupts for each processor.
        assertEquals(
                cpus,
                guest.run("head -1 /proc/interrupts").stdout().strip().split("\\s+", -1).length);
        assertEquals(
                (long) mebibytes << 20,
                vm().cmd("query-memory-size-summary").path("base-memory").asLong());
        assertSameMemory(guest);
    }

    @ParameterizedTest
    @CsvSource({"q35, Nehalem-v1", "pc, qemu64", "q35, Opteron_G1-v1"})
    void modelOfAnX86Processor(String machine, String model) {
        requireArch("x86_64");
        setMachine(machine);
        setCpu(model);
        Guest guest = Guest.with(vm(), IMAGES.of(arch())).boot();
        Map<String, String> seen = cpuinfo(guest).get(0);
        for (Map.Entry<String, String> names :
                Map.of(
                                "vendor_id", "vendor",
                                "cpu family", "family",
                                "model", "model",
                                "stepping", "stepping",
                                "model name", "model-id")
                        .entrySet()) {
            assertEquals(
                    cpuProperty(names.getValue()).asText().strip(),
                    seen.get(names.getKey()),
                    names.getKey());
        }
        List<String> flags = List.of(seen.getOrDefault("flags", "").split(" ", -1));
        Map.of(
                        "sse4_2", "sse4.2",
                        "ssse3", "ssse3",
                        "popcnt", "popcnt",
                        "cx16", "cx16",
                        "avx", "avx",
                        "aes", "aes",
                        "lahf_lm", "lahf-lm",
                        "nx", "nx")
                .forEach(
                        (flag, property) ->
                                assertEquals(
                                        cpuProperty(property).asBoolean(),
                                        flags.contains(flag),
                                        flag));
    }

    @ParameterizedTest
    @CsvSource({"cortex-a57", "cortex-a72", "cortex-a53"})
    void modelOfAnArmProcessor(String model) {
        requireArch("aarch64");
        setCpu(model);
        Guest guest = Guest.boot(vm(), IMAGES.of(arch()));
        Map<String, String> seen = cpuinfo(guest).get(0);
        // The fields of MIDR_EL1: Arm Architecture Reference Manual.
        long midr = cpuProperty("midr").asLong();
        assertEquals(midr >> 24 & 0xff, Long.decode(seen.get("CPU implementer")));
        assertEquals(midr >> 20 & 0xf, Long.decode(seen.get("CPU variant")));
        assertEquals(midr >> 4 & 0xfff, Long.decode(seen.get("CPU part")));
        assertEquals(midr & 0xf, Long.decode(seen.get("CPU revision")));
        List<String> features = List.of(seen.getOrDefault("Features", "").split(" ", -1));
        assertTrue(features.containsAll(List.of("fp", "asimd", "crc32")), features.toString());
    }

    @Test
    void topologyOfX86Processors() {
        requireArch("x86_64");
        setCpu("Nehalem-v1"); // Linux detects Intel's threads by leaf 0xb, AMD's by TOPOEXT
        inOneThread();
        vm().addArgs("-smp", "sockets=2,cores=2,threads=2");
        Guest guest = Guest.with(vm(), IMAGES.of(arch())).cpus(8).boot();
        List<String> asQemuHasThem =
                vm().monitor().queryCpus().stream()
                        .map(
                                cpu ->
                                        cpu.at("/props/socket-id").asInt()
                                                + "."
                                                + cpu.at("/props/core-id").asInt())
                        .toList();
        List<String> asTheGuestSeesThem =
                IntStream.range(0, 8)
                        .mapToObj(n -> "/sys/devices/system/cpu/cpu%d/topology/".formatted(n))
                        .map(
                                dir ->
                                        read(guest, dir + "physical_package_id")
                                                + "."
                                                + read(guest, dir + "core_id"))
                        .toList();
        assertEquals(asQemuHasThem, asTheGuestSeesThem);
        assertEquals(4, asTheGuestSeesThem.stream().distinct().count());
    }

    @ParameterizedTest
    @CsvSource({"pc", "q35"})
    void whatFirmwareSaysOfAPc(String machine) {
        requireArch("x86_64");
        setMachine(machine);
        vm().addArgs("-uuid", UUID, "-smbios", "type=1,serial=a serial number");
        Guest guest = Guest.boot(vm(), IMAGES.of(arch()));
        String dmi = "/sys/class/dmi/id/";
        // The kernel is started directly, but the firmware's tables exist nevertheless.
        assertEquals("QEMU", read(guest, dmi + "sys_vendor"));
        assertEquals(
                vm().monitor().qomGet("/machine", "type").asText(),
                read(guest, dmi + "product_version") + "-machine");
        assertEquals(UUID, vm().cmd("query-uuid").path("UUID").asText());
        assertEquals(UUID, read(guest, dmi + "product_uuid"));
        assertEquals("a serial number", read(guest, dmi + "product_serial"));
    }

    @Test
    void blockDevices() throws IOException {
        List<Integer> sectors = List.of(1, 2048, 204_800);
        var builder = Guest.with(vm(), IMAGES.of(arch()));
        for (int count : sectors) {
            Path file = scratchFile("disk" + count);
            Files.createDirectories(file.getParent());
            try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
                disk.setLength(count * 512L);
            }
            builder.disk(file, "raw", "serial=disk" + count, "logical_block_size=512");
        }
        Guest guest = builder.boot();
        Map<String, Long> asTheGuestSeesThem = new LinkedHashMap<>();
        guest.run("cd /sys/block && for d in vd*; do echo $(cat $d/serial) $(cat $d/size); done")
                .check()
                .stdout()
                .lines()
                .map(line -> line.split(" ", -1))
                .forEach(words -> asTheGuestSeesThem.put(words[0], Long.parseLong(words[1]) * 512));
        Map<String, Long> asQemuHasThem = new LinkedHashMap<>();
        for (JsonNode disk : vm().cmd("query-block")) {
            String file = disk.at("/inserted/image/filename").asText();
            asQemuHasThem.put(
                    Path.of(file).getFileName().toString(),
                    disk.at("/inserted/image/virtual-size").asLong());
        }
        assertEquals(sectors.size(), asQemuHasThem.size());
        assertEquals(asQemuHasThem, asTheGuestSeesThem);
    }
}
