package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.condition.SkipSlowTest;
import org.qemu.functional.logging.Log;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.fuzz.FuzzFailure;
import org.qemu.functional.qtest.fuzz.RegisterFuzz;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * Random accesses to the BARs of every PCI device that this QEMU can create, by hand: {@code make
 * fuzz}. {@code FUZZ_SECONDS} is the time for each device, {@code FUZZ_SEED} the first seed, {@code
 * FUZZ_DEVICES} a list of names instead of all. The findings are in {@code findings.txt} beside the
 * other logs as soon as they are made.
 */
class PciFuzzTest extends QemuSystemTest {
    private static final Log LOG = Log.of("qemu.fuzz");
    private static final Duration TIME = Duration.ofSeconds(setting("FUZZ_SECONDS", 10));
    private static final long SEED = setting("FUZZ_SEED", 20_261_201);
    private static final int ACCESSES = 5_000;
    private static final int LARGEST = 0x1_0000;

    /** Devices that need more than their name: what comes after it, and other arguments. */
    private static final Map<String, String> NEEDS =
            Map.ofEntries(
                    Map.entry("nvme", ",drive=d,serial=1"),
                    Map.entry("virtio-blk-pci", ",drive=d"),
                    Map.entry("virtio-9p-pci", ",fsdev=f,mount_tag=m -fsdev synth,id=f"),
                    Map.entry("acpi-erst", ",memdev=m -object memory-backend-ram,id=m,size=64K"),
                    Map.entry("ivshmem-plain", ",memdev=m -object memory-backend-ram,id=m,size=1M"),
                    Map.entry("pci-bridge", ",chassis_nr=1"),
                    Map.entry("ctucan_pci", ",canbus0=c,canbus1=c -object can-bus,id=c"),
                    Map.entry("kvaser_pci", ",canbus=c -object can-bus,id=c"),
                    Map.entry("mioe3680_pci", ",canbus0=c,canbus1=c -object can-bus,id=c"),
                    Map.entry("pcm3680_pci", ",canbus0=c,canbus1=c -object can-bus,id=c"),
                    Map.entry("AC97", ",audiodev=a"),
                    Map.entry("ES1370", ",audiodev=a"),
                    Map.entry("virtio-sound-pci", ",audiodev=a"),
                    Map.entry("intel-hda", ",id=b -device hda-duplex,bus=b.0,audiodev=a"),
                    Map.entry("ich9-intel-hda", ",id=b -device hda-duplex,bus=b.0,audiodev=a"),
                    Map.entry("qemu-xhci", ",id=b -device usb-tablet,bus=b.0"),
                    Map.entry("usb-ehci", ",id=b -device usb-tablet,bus=b.0"),
                    Map.entry("pci-ohci", ",id=b -device usb-tablet,bus=b.0"),
                    Map.entry("am53c974", " -device scsi-hd,drive=d"),
                    Map.entry("lsi53c895a", " -device scsi-hd,drive=d"),
                    Map.entry("lsi53c810", " -device scsi-hd,drive=d"),
                    Map.entry("megasas", " -device scsi-hd,drive=d"),
                    Map.entry("megasas-gen2", " -device scsi-hd,drive=d"),
                    Map.entry("mptsas1068", " -device scsi-hd,drive=d"),
                    Map.entry("pvscsi", " -device scsi-hd,drive=d"),
                    Map.entry("virtio-scsi-pci", " -device scsi-hd,drive=d"),
                    Map.entry("sdhci-pci", " -device sd-card,drive=d"),
                    Map.entry("ufs", ",id=b -device ufs-lu,bus=b,drive=d"));

    private int number;

    private static long setting(String name, long otherwise) {
        String value = System.getenv().getOrDefault(name, "");
        return value.isEmpty() ? otherwise : Long.parseLong(value);
    }

    @Test
    @SkipSlowTest
    void everyPciDeviceOutlivesRandomAccesses() throws IOException {
        setMachine("pc");
        Path findings = logFile("findings.txt");
        Files.writeString(findings, "QEMU %s\n".formatted(qemuBinary().version()));
        boolean found = false;
        for (String device : devices()) {
            String result = fuzz(device);
            LOG.info("{}: {}", device, result);
            found |= result.startsWith("seed");
            Files.writeString(
                    findings, "%s: %s\n".formatted(device, result), StandardOpenOption.APPEND);
        }
        assertTrue(!found, () -> "there are findings in " + findings);
    }

    private List<String> devices() {
        String wanted = System.getenv().getOrDefault("FUZZ_DEVICES", "");
        if (!wanted.isEmpty()) {
            return List.of(wanted.split(" "));
        }
        QTest probe = QTest.launch(newVm("-nodefaults"));
        List<String> names = new ArrayList<>();
        for (JsonNode type :
                probe.vm().cmd("qom-list-types", "implements", "pci-device", "abstract", false)) {
            names.add(type.path("name").asText());
        }
        probe.vm().shutdown();
        names.sort(null);
        return names;
    }

    private QTest launch(String device) {
        String rest = NEEDS.getOrDefault(device, "");
        List<String> arguments = new ArrayList<>(List.of("-nodefaults", "-vga", "none"));
        if (rest.contains("drive=d")) {
            arguments.addAll(
                    List.of("-drive", "if=none,id=d,driver=null-co,read-zeroes=on,size=64M"));
        }
        if (rest.contains("audiodev=a")) {
            arguments.addAll(List.of("-audiodev", "none,id=a"));
        }
        String[] words = (device + ",addr=05.0" + rest).split(" ");
        arguments.add("-device");
        arguments.addAll(List.of(words));
        number++;
        return QTest.launch(newVm(arguments.toArray()));
    }

    private static List<Bar> map(QTest qtest) {
        PciDevice device = MachineType.I440FX.open(qtest).pci().get(PciAddress.of("05.0"));
        device.enable();
        List<Bar> bars = new ArrayList<>();
        for (int bar = 0; bar < 6; bar++) {
            try {
                Bar mapped = device.map(bar);
                bars.add(mapped);
                bar += mapped.wide() ? 1 : 0;
            } catch (AssertionError noSuchBar) {
                LOG.debug("BAR {}: {}", bar, noSuchBar.getMessage());
            }
        }
        return bars;
    }

    /** Return the result for a device: a finding begins with its seed. */
    private String fuzz(String device) {
        List<Bar> bars;
        try {
            QTest probe = launch(device);
            bars = map(probe);
            probe.vm().kill();
        } catch (RuntimeException | AssertionError e) {
            return "not created: " + e.getMessage().lines().findFirst().orElse("");
        }
        if (bars.isEmpty()) {
            return "has no BARs";
        }
        long end = System.nanoTime() + TIME.toNanos();
        int rounds = 0;
        while (rounds == 0 || System.nanoTime() - end < 0) {
            RegisterFuzz fuzz =
                    new RegisterFuzz(SEED + rounds, () -> launch(device)).prepare(PciFuzzTest::map);
            for (Bar bar : bars) {
                if (bar.io()) {
                    fuzz.ports((int) bar.address(), (int) bar.size());
                } else {
                    fuzz.memory(bar.address(), Math.min(bar.size(), LARGEST));
                }
            }
            try {
                fuzz.run(ACCESSES);
            } catch (FuzzFailure e) {
                return e.getMessage();
            }
            rounds++;
        }
        return "%d accesses, %d machines".formatted(rounds * ACCESSES, number);
    }
}
