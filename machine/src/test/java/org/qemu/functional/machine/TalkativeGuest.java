package org.qemu.functional.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Guests of a few instructions that print {@link #SAID} characters, one by one and at full speed,
 * without reading a status register, and then make QEMU exit.
 */
enum TalkativeGuest {
    /** The first serial port of a PC. */
    SERIAL_PORT("x86_64") {
        @Override
        void add(QemuMachine vm, Path image) throws IOException {
            addPc(vm, image, 0x3f8);
            vm.setConsole();
        }
    },

    /** The debug port of a PC. */
    DEBUG_PORT("x86_64") {
        @Override
        void add(QemuMachine vm, Path image) throws IOException {
            addPc(vm, image, 0x402);
            vm.setConsole("isa-debugcon,iobase=0x402");
        }
    },

    /**
     * RISC-V's host-target interface, at QEMU's default address for images that do not specify one.
     */
    HTIF("riscv64") {
        @Override
        void add(QemuMachine vm, Path image) throws IOException {
            Files.write(image, HexFormat.of().parseHex(HTIF_CODE));
            vm.setMachine("spike");
            vm.setConsole();
            vm.addArgs("-nodefaults", "-bios", image);
        }
    },

    /** The service processor of an s390x. */
    SCLP("s390x") {
        @Override
        void add(QemuMachine vm, Path image) throws IOException {
            ByteBuffer memory = ByteBuffer.allocate(0x12010);
            place(memory, 0, "0008000080010000"); // the first PSW: start at 0x10000
            place(memory, 0x10000, SCLP_CODE);
            place(memory, 0x11000, SCLP_MASK);
            place(memory, 0x12000, SCLP_EVENT);
            Files.write(image, memory.array());
            vm.setMachine("s390-ccw-virtio");
            vm.setConsole("sclpconsole");
            vm.addArgs("-nodefaults", "-kernel", image);
        }
    };

    /** The number of characters that each guest prints. */
    static final int SAID = 60_000;

    private static final int SECTOR = 512;

    /** The code for a PC; %02x stands for the two bytes of the port. */
    private static final String PC_CODE =
            "b960ea" // mov cx, 60000
                    + "ba%02x%02x" // mov dx, port
                    + "88c8243f0430" // say: mov al, cl; and al, 63; add al, '0'
                    + "ee" // out dx, al
                    + "e2f7" // loop say
                    + "b000ba0105ee" // mov al, 0; mov dx, 0x501; out dx, al
                    + "ebfe"; // jmp $

    private static final String HTIF_CODE =
            "b7020001" // lui t0, 0x1000
                    + "1303101013130303" // li t1, 0x101; slli t1, t1, 48
                    + "b7f300009b8303a6" // li t2, 60000
                    + "13fef303130e0e03" // say: andi t3, t2, 63; addi t3, t3, '0'
                    + "336e6e00" // or t3, t3, t1
                    + "23b0020023b4c201" // sd zero, 0(t0); sd t3, 8(t0)
                    + "9383f3ffe39403fe" // addi t2, t2, -1; bnez t2, say
                    + "130e100023b4c201" // li t3, 1; sd t3, 8(t0)
                    + "6f000000"; // j

    private static final String SCLP_CODE =
            "c06000000800" // larl %r6, 0x11000
                    + "c05f00780005b2200056" // llilf %r5, 0x780005; servc %r5, %r6: event mask
                    + "c05f00760005" // llilf %r5, 0x760005: write event
                    + "c06000000ff5c07000000ff9" // larl %r6, 0x12000; larl %r7, 0x1200e
                    + "c08f0000ea60" // llilf %r8, 60000
                    + "1898a597003fa79a0030" // say: lr %r9, %r8; nill %r9, 63; ahi %r9, '0'
                    + "42907000" // stc %r9, 0(%r7)
                    + "9200600692006007" // mvi 6(%r6), 0; mvi 7(%r6), 0
                    + "a719000f40106000" // lghi %r1, 15; sth %r1, 0(%r6)
                    + "b2200056" // servc %r5, %r6
                    + "a786ffef" // brct %r8, say
                    + "c01000000005b2b21000" // larl %r1, stop; lpswe 0(%r1)
                    + "00020001800000000000000000000fff"; // stop: a PSW that ends the guest

    /** An event mask for messages in ASCII. */
    private static final String SCLP_MASK =
            "001c000000000000000000040000000000000040" + "0000000000000000";

    /** A message of one ASCII character. */
    private static final String SCLP_EVENT = "000f000000000000" + "00071a0000000007";

    private final String target;

    TalkativeGuest(String target) {
        this.target = target;
    }

    /**
     * Add the guest to a machine that is not launched yet.
     *
     * @param image the file to write it to
     */
    abstract void add(QemuMachine vm, Path image) throws IOException;

    private static void addPc(QemuMachine vm, Path image, int port) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR);
        place(sector, 0, PC_CODE.formatted(port & 0xff, port >> 8));
        place(sector, SECTOR - 2, "55aa");
        Files.write(image, sector.array());
        vm.addArgs("-nodefaults", "-device", "isa-debug-exit,iobase=0x501,iosize=1");
        vm.addArgs("-drive", "if=floppy,format=raw,file=" + image, "-boot", "a");
    }

    private static void place(ByteBuffer memory, int address, String hex) {
        memory.put(address, HexFormat.of().parseHex(hex));
    }

    /**
     * Return the output of each guest: the lowest six bits of a decreasing number as characters.
     */
    static String text() {
        StringBuilder text = new StringBuilder(SAID);
        for (int left = SAID; left > 0; left--) {
            text.append((char) ('0' + left % 64));
        }
        return text.toString();
    }

    String target() {
        return target;
    }
}
