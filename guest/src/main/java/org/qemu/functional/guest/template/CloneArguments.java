package org.qemu.functional.guest.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.guest.machine.GuestArguments;

/** Turns the arguments of a guest, one by one, into those of its clone. */
final class CloneArguments implements UnaryOperator<String> {
    /** As QEMU splits options: commas of a value are doubled. */
    private static final Pattern FILE = Pattern.compile("(^|,)file=((?:[^,]|,,)*)");

    private static final Pattern FORMAT = Pattern.compile("(^|,)format=([^,]*)");
    private static final Pattern ID = Pattern.compile("(?:^|,)id=([^,]*)");

    private final FrozenGuest frozen;
    private final Map<String, String> netdevs;
    private final UnaryOperator<String> overlayName;
    private final List<String> unused;
    private String option = "";

    /**
     * Make one for a single pass.
     *
     * @param netdevs by their ids, what stands for those of the template
     * @param overlayName the path of a clone's overlay, by the number of the disk
     */
    CloneArguments(
            FrozenGuest frozen, Map<String, String> netdevs, UnaryOperator<String> overlayName) {
        this.frozen = frozen;
        this.netdevs = netdevs;
        this.overlayName = overlayName;
        this.unused = new ArrayList<>(netdevs.keySet());
    }

    /** The ids of network back-ends that the template does not have. */
    List<String> unused() {
        return unused;
    }

    @Override
    public String apply(String argument) {
        String value = change(argument);
        option = argument;
        return value;
    }

    private String change(String value) {
        return switch (option) {
            case "-object" ->
                    GuestArguments.isMemoryBackend(value)
                            ? GuestArguments.privateMemory(frozen.memory(), frozen.bytes())
                            : value;
            case "-drive" -> drive(value);
            case "-netdev" -> netdev(value);
            case "-blockdev" -> {
                if (!value.contains("read-only=on") && !value.contains("\"read-only\": true")) {
                    throw new IllegalStateException(
                            "clones cannot share what '-blockdev %s' writes; use -drive, or the builder's disk()"
                                    .formatted(value));
                }
                yield value;
            }
            default -> value;
        };
    }

    private String netdev(String value) {
        Matcher id = ID.matcher(value);
        String other = id.find() ? netdevs.get(id.group(1)) : null;
        if (other == null) {
            return value;
        }
        unused.remove(id.group(1));
        return other;
    }

    private String drive(String value) {
        Matcher file = FILE.matcher(value);
        if (!file.find() || value.contains("readonly=on") || value.contains("snapshot=on")) {
            return value;
        }
        Path named = Path.of(file.group(2).replace(",,", ","));
        Matcher format = FORMAT.matcher(value);
        String baseFormat = format.find() ? format.group(2) : "raw";
        Path saved = frozen.disks().get(named);
        Path base = saved == null ? named : saved;
        baseFormat = saved == null ? baseFormat : "qcow2";
        Path overlay = Path.of(overlayName.apply(named.getFileName().toString()));
        try {
            Qcow2Overlay.create(base, baseFormat, overlay);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make an overlay over '%s': %s".formatted(base, e.getMessage()), e);
        }
        String doubled = overlay.toString().replace(",", ",,");
        String renamed =
                FILE.matcher(value)
                        .replaceFirst(Matcher.quoteReplacement(file.group(1) + "file=" + doubled));
        return format.reset().find()
                ? FORMAT.matcher(renamed).replaceFirst("$1format=qcow2")
                : renamed + ",format=qcow2";
    }
}
