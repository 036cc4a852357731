package org.qemu.functional.tests.qtest.timer;

import com.fasterxml.jackson.databind.JsonNode;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Register;

/** One of the two i8259 of a PC: its ports and its input lines. */
// Ports and words: data sheet of Intel's 8259A; hw/intc/i8259.c and hw/intc/i8259_common.c
final class Pic {
    /** The input of the first controller to which the second is connected. */
    static final int CASCADE = 2;

    private static final int ICW1 = 0x10;
    private static final int ICW1_SINGLE = 0x02;
    private static final int ICW1_ICW4 = 0x01;
    private static final int OCW3 = 0x08;

    /** The interrupt mask: a line whose bit is set does not interrupt. */
    final Register mask;

    /** The level-triggered lines. */
    final Register levels;

    private final QTest qtest;
    private final String path;
    private final Register command;

    private Pic(QTest qtest, String name, int port, int levelPort) {
        this.qtest = qtest;
        path = path(qtest, port);
        command = qtest.ports().registerb("command of the %s PIC".formatted(name), port);
        mask = qtest.ports().registerb("mask of the %s PIC".formatted(name), port + 1);
        levels = qtest.ports().registerb("ELCR of the %s PIC".formatted(name), levelPort);
    }

    static Pic first(QTest qtest) {
        return new Pic(qtest, "first", 0x20, 0x4d0);
    }

    static Pic second(QTest qtest) {
        return new Pic(qtest, "second", 0xa0, 0x4d1);
    }

    /** Return the path of the object in QEMU, which differs between versions. */
    private static String path(QTest qtest, int port) {
        String folder = "/machine/unattached";
        for (JsonNode child : qtest.cmd("qom-list", "path", folder)) {
            String path = folder + "/" + child.path("name").asText();
            if (child.path("type").asText().equals("child<isa-i8259>")
                    && qtest.cmd("qom-get", "path", path, "property", "iobase").asInt() == port) {
                return path;
            }
        }
        throw new AssertionError("no i8259 at port 0x%x is in %s".formatted(port, folder));
    }

    String path() {
        return path;
    }

    /**
     * Initialize the controller with three words, and a fourth if it is 0 or more; this clears the
     * mask.
     */
    void initialize(int vectors, int cascade, int icw4) {
        command.write(ICW1 | (icw4 < 0 ? 0 : ICW1_ICW4));
        mask.write(vectors);
        mask.write(cascade);
        if (icw4 >= 0) {
            mask.write(icw4);
        }
    }

    /** Initialize the controller as the only one, which needs one word less. */
    void initializeSingle(int vectors) {
        command.write(ICW1 | ICW1_SINGLE);
        mask.write(vectors);
    }

    void raise(int line) {
        qtest.setIrqIn(path, null, line, 1);
    }

    void lower(int line) {
        qtest.setIrqIn(path, null, line, 0);
    }

    /** Expect the lines that request an interrupt, a bit for each. */
    void expectRequests(int lines) {
        command.write(OCW3 | 0x02);
        command.expect(lines);
    }

    /** Expect the lines that are in service, a bit for each. */
    void expectInService(int lines) {
        command.write(OCW3 | 0x03);
        command.expect(lines);
    }

    /** Poll, which acknowledges an interrupt as a CPU does, and expect an interrupt of a line. */
    void expectPolled(int line) {
        command.write(OCW3 | 0x04);
        command.expect(0x80 | line);
    }

    /** Poll, and expect that there is no interrupt. */
    void expectNothingPolled() {
        command.write(OCW3 | 0x04);
        command.expect(0x80, 0);
    }

    /** End the interrupt in service that has the highest priority. */
    void end() {
        command.write(0x20);
    }

    /** End the interrupt of a line. */
    void end(int line) {
        command.write(0x60 | line);
    }

    /**
     * End the interrupt in service as {@link #end()} does, and give its line the lowest priority.
     */
    void endAndRotate() {
        command.write(0xa0);
    }

    /** Give a line the lowest priority. */
    void setLowest(int line) {
        command.write(0xc0 | line);
    }

    /** Choose whether a masked line in service blocks lines of lower priority. */
    void setSpecialMask(boolean special) {
        command.write(OCW3 | (special ? 0x60 : 0x40));
    }
}
