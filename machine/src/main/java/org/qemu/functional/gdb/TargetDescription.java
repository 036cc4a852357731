package org.qemu.functional.gdb;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The registers that a stub's {@code target.xml} and its includes describe. */
final class TargetDescription {
    private static final Pattern PIECE =
            Pattern.compile("<xi:include href=\"([^\"]+)\"/?>|<reg ([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern ARCHITECTURE =
            Pattern.compile("<architecture>([^<]*)</architecture>");

    /** GDB architectures whose registers are transferred with the most significant byte first. */
    private static final List<String> BIG =
            List.of("powerpc", "s390", "m68k", "sparc", "hppa", "or1k");

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private String architecture = "";
    private String programCounter = "pc";
    private int next;

    private TargetDescription() {}

    /**
     * Read a description.
     *
     * @param files returns the text of a file; called with {@code target.xml} first
     */
    static TargetDescription read(UnaryOperator<String> files) {
        TargetDescription description = new TargetDescription();
        description.add("target.xml", files);
        return description;
    }

    private void add(String file, UnaryOperator<String> files) {
        String text = files.apply(file);
        Matcher named = ARCHITECTURE.matcher(text);
        if (named.find()) {
            architecture = named.group(1);
        }
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            if (piece.group(1) != null) {
                add(piece.group(1), files);
            } else {
                addRegister(piece.group(2));
            }
        }
    }

    private void addRegister(String attributes) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(attributes);
        while (attribute.find()) {
            values.put(attribute.group(1), attribute.group(2));
        }
        String number = values.get("regnum");
        next = number == null ? next : Integer.parseInt(number);
        String name = values.getOrDefault("name", "");
        numbers.putIfAbsent(name, next++);
        if (name.equals("rip") || name.equals("eip") || name.equals("pswa")) {
            programCounter = name;
        }
    }

    Optional<Integer> number(String register) {
        return Optional.ofNullable(numbers.get(register));
    }

    String programCounter() {
        return programCounter;
    }

    String architecture() {
        return architecture;
    }

    ByteOrder order() {
        return BIG.stream().anyMatch(architecture::startsWith)
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
    }

    Set<String> registers() {
        return numbers.keySet();
    }
}
