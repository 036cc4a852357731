package org.qemu.functional.tests.qtest.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.fwcfg.FwCfg;
import org.qemu.functional.qtest.qos.fwcfg.FwCfgTransport;

/**
 * The data in fw_cfg that describe disks by their paths ({@code system/bootdevice.c}): logical
 * cylinders, heads and sectors, which override those in CMOS, and the boot order.
 */
class BiosGeometryTest extends QemuSystemTest {
    private static final String GEOMETRY = "bios-geometry";
    private static final String ORDER = "bootorder";

    private int disks;

    @BeforeEach
    void noDefaults() {
        setMachine("pc");
    }

    /** Add a disk of one sector with a geometry such as {@code 9000,120,30}. */
    private void disk(String device, String chs) throws IOException {
        requireDevice(device.split(",", 2)[0]);
        Path image = scratchFile("disk%d.img".formatted(disks));
        Files.createDirectories(image.getParent());
        Files.write(image, new byte[512]);
        String[] logical = chs.split(",", -1);
        vm().addArgs("-drive", "if=none,format=raw,id=drive%d,file=%s".formatted(disks, image));
        vm().addArgs(
                        "-device",
                        "%s,id=disk%d,drive=drive%d,lcyls=%s,lheads=%s,lsecs=%s"
                                .formatted(
                                        device, disks, disks, logical[0], logical[1], logical[2]));
        disks++;
    }

    private void device(String device) {
        requireDevice(device.split(",", 2)[0]);
        vm().addArgs("-device", device);
    }

    private QTest launch() {
        vm().addArgs("-nodefaults");
        return QTest.launch(vm());
    }

    /** Return the lines of a file. */
    private static List<String> lines(QTest qtest, String file) {
        FwCfg fwCfg = FwCfg.over(FwCfgTransport.ports(qtest));
        String text = new String(fwCfg.readFile(file), US_ASCII).replace("\0", "");
        return Arrays.stream(text.split("\n")).filter(line -> !line.isEmpty()).toList();
    }

    private void expect(String... lines) {
        assertEquals(List.of(lines), lines(launch(), GEOMETRY));
    }

    @Test
    void tellsOfIdeDisks() throws IOException {
        disk("ide-hd,bus=ide.0,unit=0", "10000,120,30");
        disk("ide-hd,bus=ide.0,unit=1", "9000,120,30");
        disk("ide-hd,bus=ide.1,unit=0", "0,1,1");
        disk("ide-hd,bus=ide.1,unit=1", "1,0,0");
        expect(
                "/pci@i0cf8/ide@1,1/drive@0/disk@0 10000 120 30",
                "/pci@i0cf8/ide@1,1/drive@0/disk@1 9000 120 30",
                "/pci@i0cf8/ide@1,1/drive@1/disk@0 0 1 1",
                "/pci@i0cf8/ide@1,1/drive@1/disk@1 1 0 0");
    }

    @Test
    void tellsOfSataDisks() throws IOException {
        setMachine("q35");
        disk("ide-hd,bus=ide.0", "10000,120,30");
        disk("ide-hd,bus=ide.3", "9000,120,30");
        expect(
                "/pci@i0cf8/pci8086,2922@1f,2/drive@0/disk@0 10000 120 30",
                "/pci@i0cf8/pci8086,2922@1f,2/drive@3/disk@0 9000 120 30");
    }

    @Test
    void tellsOfScsiDisksOfSeveralControllers() throws IOException {
        device("lsi53c895a,id=lsi,addr=3");
        device("virtio-scsi-pci,id=virtio,addr=4");
        disk("scsi-hd,bus=lsi.0,scsi-id=0", "10000,120,30");
        disk("scsi-hd,bus=lsi.0,scsi-id=1", "9000,120,30");
        disk("scsi-hd,bus=virtio.0,scsi-id=0,lun=1", "1,0,0");
        disk("scsi-hd,bus=virtio.0,scsi-id=1,lun=2", "0,1,0");
        expect(
                "/pci@i0cf8/scsi@3/channel@0/disk@0,0 10000 120 30",
                "/pci@i0cf8/scsi@3/channel@0/disk@1,0 9000 120 30",
                "/pci@i0cf8/scsi@4/channel@0/disk@0,1 1 0 0",
                "/pci@i0cf8/scsi@4/channel@0/disk@1,2 0 1 0");
    }

    @Test
    void tellsOfScsiDisksBehindABridge() throws IOException {
        setMachine("q35");
        device("pcie-pci-bridge,bus=pcie.0,addr=1,id=bridge");
        device("lsi53c895a,id=lsi,bus=bridge,addr=3");
        disk("scsi-hd,bus=lsi.0,scsi-id=5", "10000,120,30");
        expect("/pci@i0cf8/pci-bridge@1/scsi@3/channel@0/disk@5,0 10000 120 30");
    }

    @Test
    void tellsOfVirtioDisks() throws IOException {
        disk("virtio-blk-pci,addr=3", "10000,120,30");
        disk("virtio-blk-pci,addr=4", "9000,120,30");
        expect("/pci@i0cf8/scsi@3/disk@0,0 10000 120 30", "/pci@i0cf8/scsi@4/disk@0,0 9000 120 30");
    }

    @Test
    void tellsOfVirtioDisksBehindABridge() throws IOException {
        setMachine("q35");
        device("pcie-pci-bridge,bus=pcie.0,addr=1,id=bridge");
        disk("virtio-blk-pci,bus=bridge,addr=3", "10000,120,30");
        expect("/pci@i0cf8/pci-bridge@1/scsi@3/disk@0,0 10000 120 30");
    }

    @Test
    void doesNotTellOfDisksWithoutAGeometry() throws IOException {
        disk("ide-hd,bus=ide.1,unit=1", "0,0,0");
        disk("virtio-blk-pci,addr=3", "0,0,0");
        expect();
    }

    @Test
    void doesNotTellOfSataDisksWithoutAGeometry() throws IOException {
        setMachine("q35");
        disk("ide-hd,bus=ide.0", "0,0,0");
        expect();
    }

    @Test
    void tellsTheOrderToBootIn() throws IOException {
        device("virtio-scsi-pci,id=virtio,addr=4");
        disk("ide-hd,bus=ide.0,unit=1,bootindex=7", "1,2,3");
        disk("virtio-blk-pci,addr=3,bootindex=0", "4,5,6");
        disk("scsi-hd,bus=virtio.0,scsi-id=2,bootindex=3", "7,8,9");
        disk("virtio-blk-pci,addr=5", "10,11,12");
        QTest qtest = launch();
        assertEquals(
                List.of(
                        "/pci@i0cf8/scsi@3/disk@0,0",
                        "/pci@i0cf8/scsi@4/channel@0/disk@2,0",
                        "/pci@i0cf8/ide@1,1/drive@0/disk@1"),
                lines(qtest, ORDER).stream().filter(line -> !line.equals("HALT")).toList());
        assertEquals(
                List.of(
                        "/pci@i0cf8/ide@1,1/drive@0/disk@1 1 2 3",
                        "/pci@i0cf8/scsi@3/disk@0,0 4 5 6",
                        "/pci@i0cf8/scsi@4/channel@0/disk@2,0 7 8 9",
                        "/pci@i0cf8/scsi@5/disk@0,0 10 11 12"),
                lines(qtest, GEOMETRY));
    }

    private void expectAfterUnplug(String left) {
        QTest qtest = launch();
        assertEquals(2, lines(qtest, GEOMETRY).size());
        qtest.cmd("device_del", "id", "disk0");
        // Without a guest that agrees, a PCI device is removed when the machine is reset.
        qtest.systemReset();
        qtest.eventWait("DEVICE_DELETED");
        assertEquals(List.of(left), lines(qtest, GEOMETRY));
    }

    @Test
    void forgetsAScsiDiskThatIsUnplugged() throws IOException {
        device("virtio-scsi-pci,id=virtio,addr=2");
        disk("scsi-hd,bus=virtio.0,scsi-id=0", "10000,120,30");
        disk("scsi-hd,bus=virtio.0,scsi-id=1", "20,20,20");
        expectAfterUnplug("/pci@i0cf8/scsi@2/channel@0/disk@1,0 20 20 20");
    }

    @Test
    void forgetsAVirtioDiskThatIsUnplugged() throws IOException {
        disk("virtio-blk-pci,addr=2", "10000,120,30");
        disk("virtio-blk-pci,addr=3", "20,20,20");
        expectAfterUnplug("/pci@i0cf8/scsi@3/disk@0,0 20 20 20");
    }

    @Test
    void forgetsAVirtioDiskBehindABridgeThatIsUnplugged() throws IOException {
        setMachine("q35");
        device("pcie-root-port,id=root,addr=1");
        device("pcie-pci-bridge,id=bridge,bus=root");
        disk("virtio-blk-pci,bus=bridge,addr=2", "10000,120,30");
        disk("virtio-blk-pci,bus=bridge,addr=3", "20,20,20");
        expectAfterUnplug("/pci@i0cf8/pci-bridge@1/pci-bridge@0/scsi@3/disk@0,0 20 20 20");
    }
}
