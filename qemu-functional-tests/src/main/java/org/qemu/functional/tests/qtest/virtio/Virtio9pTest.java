package org.qemu.functional.tests.qtest.virtio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.virtio.driver.P9Message;
import org.qemu.functional.qtest.qos.virtio.driver.P9Reply;
import org.qemu.functional.qtest.qos.virtio.driver.P9Reply.Qid;
import org.qemu.functional.qtest.qos.virtio.driver.Virtio9p;

/** virtio-9p on each machine and transport, with the test's scratch folder. */
class Virtio9pTest extends QemuSystemTest {
    private static final int ROOT = 10;
    private static final int FILE = 11;

    /** Flags of Linux's open. */
    private static final int READ = 0;

    private static final int READ_WRITE = 2;
    private static final int REMOVE_FOLDER = 0x200;

    /** Error numbers of Linux. */
    private static final int ENOENT = 2;

    private static Virtio9p mount(Virtio9p share) {
        share.start(0);
        assertEquals(Virtio9p.VERSION, share.version(Virtio9p.VERSION));
        share.attach(ROOT);
        return share;
    }

    private static void expectError(int errno, P9Reply reply) {
        assertEquals(errno, reply.expect(Virtio9p.RLERROR).u32(), "errno of the Rlerror");
    }

    @QosTest(deviceOptions = "mount_tag=a.tag-of-18-chars")
    void tellsItsMountTag(Virtio9p share) {
        share.start(Virtio9p.MOUNT_TAG);
        assertTrue(share.device().has(Virtio9p.MOUNT_TAG), "MOUNT_TAG is not offered");
        assertEquals("a.tag-of-18-chars", share.tag());
    }

    @QosTest
    void agreesOnNoVersionThatItDoesNotKnow(Virtio9p share) {
        share.start(0);
        assertEquals("unknown", share.version("9P1999"));
        assertEquals(Virtio9p.VERSION, share.version(Virtio9p.VERSION));
    }

    @QosTest
    void hasAFolderAsItsRoot(Virtio9p share) {
        share.start(0);
        share.version(Virtio9p.VERSION);
        assertEquals(Qid.DIRECTORY, share.attach(ROOT).type());
        assertEquals(List.of(), share.walk(ROOT, FILE));
    }

    @QosTest
    void walksThroughTheHostsFolders(Virtio9p share) throws IOException {
        Files.createDirectories(scratchFile("a", "b"));
        Files.createFile(scratchFile("a", "b", "c"));
        mount(share);
        List<Qid> way = share.walk(ROOT, FILE, "a", "b", "c");
        assertEquals(
                List.of(Qid.DIRECTORY, Qid.DIRECTORY, 0), way.stream().map(Qid::type).toList());
        assertNotEquals(way.get(0).path(), way.get(1).path());
        share.clunk(FILE);
        assertEquals(way.subList(0, 2), share.walk(ROOT, FILE, "a", "b"));
    }

    @QosTest
    void tellsThatAFileIsMissing(Virtio9p share) throws IOException {
        Files.createDirectory(scratchFile("there"));
        mount(share);
        expectError(ENOENT, share.call(Virtio9p.TWALK, Virtio9p.walking(ROOT, FILE, "missing")));
        // The reply contains the part of the path that was found, and the file number is not
        // associated (walk(5) of Plan 9).
        assertEquals(1, share.walk(ROOT, FILE, "there", "missing").size());
        expectError(ENOENT, share.call(Virtio9p.TWALK, Virtio9p.walking(FILE, FILE)));
    }

    @QosTest
    void doesNotLeaveItsFolder(Virtio9p share) throws IOException {
        Files.createFile(scratchFile("file"));
        share.start(0);
        share.version(Virtio9p.VERSION);
        Qid root = share.attach(ROOT);
        assertEquals(List.of(root, root), share.walk(ROOT, FILE, "..", ".."));
        for (String name : List.of("../scratch", "./file", "/", "/etc", "")) {
            expectError(ENOENT, share.call(Virtio9p.TWALK, Virtio9p.walking(ROOT, FILE + 1, name)));
        }
    }

    @QosTest
    void readsTheHostsFiles(Virtio9p share) throws IOException {
        byte[] content = new byte[5000];
        new Random(9).nextBytes(content);
        Files.write(scratchFile("content"), content);
        mount(share);
        share.walk(ROOT, FILE, "content");
        share.open(FILE, READ);
        assertArrayEquals(content, share.read(FILE, 0, 8000));
        byte[] end = share.read(FILE, 4990, 8000);
        assertArrayEquals(java.util.Arrays.copyOfRange(content, 4990, 5000), end);
        assertArrayEquals(new byte[0], share.read(FILE, 5000, 8000));
    }

    @QosTest
    void writesFilesForTheHost(Virtio9p share) throws IOException {
        mount(share);
        share.walk(ROOT, FILE);
        share.create(FILE, "made", READ_WRITE, 0644);
        assertEquals(5, share.write(FILE, 0, new byte[] {1, 2, 3, 4, 5}));
        assertEquals(2, share.write(FILE, 4, new byte[] {6, 7}));
        assertArrayEquals(new byte[] {1, 2, 3, 4, 6, 7}, Files.readAllBytes(scratchFile("made")));
    }

    @QosTest
    void listsMakesAndRemoves(Virtio9p share) throws IOException {
        Set<String> names = new HashSet<>(Set.of(".", ".."));
        for (int i = 0; i < 20; i++) {
            names.add("file" + i);
            Files.createFile(scratchFile("file" + i));
        }
        mount(share);
        share.mkdir(ROOT, "folder", 0755);
        names.add("folder");
        assertTrue(Files.isDirectory(scratchFile("folder")), "the folder does not exist");
        share.walk(ROOT, FILE);
        share.open(FILE, READ);
        assertEquals(names, new HashSet<>(share.names(FILE)));
        share.unlink(ROOT, "file7", 0);
        share.unlink(ROOT, "folder", REMOVE_FOLDER);
        assertFalse(Files.exists(scratchFile("file7")), "the file still exists");
        assertFalse(Files.exists(scratchFile("folder")), "the folder still exists");
    }

    @QosTest
    void forgetsItsFilesWhenItIsReset(Virtio9p share) {
        mount(share);
        share.start(0);
        share.version(Virtio9p.VERSION);
        expectError(ENOENT, share.call(Virtio9p.TWALK, P9Message.of().u32(ROOT).u32(FILE).u16(0)));
        assertEquals(Qid.DIRECTORY, share.attach(ROOT).type());
    }
}
