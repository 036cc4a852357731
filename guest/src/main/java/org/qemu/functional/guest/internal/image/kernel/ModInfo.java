package org.qemu.functional.guest.internal.image.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The metadata of a kernel module: the strings {@code key=value} of its ELF section {@code
 * .modinfo}, see the kernel's include/linux/module.h and elf(5).
 */
final class ModInfo {
    private static final String SECTION = ".modinfo";
    private static final int MAGIC = 0x7f454c46;
    private static final int CLASS = 4;
    private static final int DATA = 5;
    private static final int BITS_64 = 2;
    private static final int BIG_ENDIAN = 2;

    private final List<String> strings;

    private ModInfo(List<String> strings) {
        this.strings = strings;
    }

    /**
     * Read an uncompressed module.
     *
     * @throws IllegalArgumentException if it is not an ELF file or has no such section
     */
    static ModInfo of(ByteBuffer elf) {
        try {
            return new ModInfo(split(section(elf.duplicate())));
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the ELF file is truncated", e);
        }
    }

    /** Return the values of a key, such as {@code alias}, in order. */
    List<String> values(String key) {
        String prefix = key + "=";
        return strings.stream()
                .filter(string -> string.startsWith(prefix))
                .map(string -> string.substring(prefix.length()))
                .toList();
    }

    /** Return the modules whose symbols this one uses; their names have no {@code -}. */
    List<String> depends() {
        return values("depends").stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .filter(name -> !name.isEmpty())
                .map(KernelModules::normalize)
                .toList();
    }

    /** Return the names or aliases of modules that are loaded before this one if they exist. */
    List<String> softDependencies() {
        List<String> names = new ArrayList<>();
        for (String value : values("softdep")) {
            boolean before = false;
            for (String word : value.split("\\s+", -1)) {
                if (word.endsWith(":")) {
                    before = word.equals("pre:");
                } else if (before && !word.isEmpty()) {
                    names.add(KernelModules.normalize(word));
                }
            }
        }
        return names;
    }

    private static ByteBuffer section(ByteBuffer elf) {
        if (elf.remaining() < 64 || elf.order(ByteOrder.BIG_ENDIAN).getInt(0) != MAGIC) {
            throw new IllegalArgumentException("it is not an ELF file");
        }
        boolean wide = elf.get(CLASS) == BITS_64;
        elf.order(elf.get(DATA) == BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int headers = wide ? (int) elf.getLong(0x28) : elf.getInt(0x20);
        int size = elf.getShort(wide ? 0x3a : 0x2e);
        int count = elf.getShort(wide ? 0x3c : 0x30) & 0xffff;
        int names = elf.getShort(wide ? 0x3e : 0x32) & 0xffff;
        int nameTable = offset(elf, headers + names * size, wide);
        for (int i = 0; i < count; i++) {
            int header = headers + i * size;
            if (hasName(elf, nameTable + elf.getInt(header))) {
                int length = wide ? (int) elf.getLong(header + 0x20) : elf.getInt(header + 0x14);
                return elf.slice(offset(elf, header, wide), length);
            }
        }
        throw new IllegalArgumentException("it has no section " + SECTION);
    }

    private static int offset(ByteBuffer elf, int header, boolean wide) {
        return wide ? (int) elf.getLong(header + 0x18) : elf.getInt(header + 0x10);
    }

    private static boolean hasName(ByteBuffer elf, int at) {
        for (int i = 0; i < SECTION.length(); i++) {
            if (elf.get(at + i) != SECTION.charAt(i)) {
                return false;
            }
        }
        return elf.get(at + SECTION.length()) == 0;
    }

    private static List<String> split(ByteBuffer section) {
        byte[] bytes = new byte[section.remaining()];
        section.get(bytes);
        List<String> strings = new ArrayList<>();
        for (String string : new String(bytes, UTF_8).split("\0", -1)) {
            if (!string.isEmpty()) {
                strings.add(string);
            }
        }
        return List.copyOf(strings);
    }
}
