package org.qemu.functional.guest.internal.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.guest.internal.machine.GuestArguments;

/** Convert the arguments of a guest, one by one, into those of its clone. */
final class CloneArguments implements UnaryOperator<String> {
    private static final Pattern ID = Pattern.compile("(?:^|,)id=([^,]*)");

    private final FrozenGuest frozen;
    private final Map<String, String> netdevs;
    private final Overlays overlays;
    private final List<String> unused;
    private String option = "";

    /**
     * Create a converter for a single pass.
     *
     * @param netdevs replacements of the template's network back-ends, by their ids
     */
    CloneArguments(FrozenGuest frozen, Map<String, String> netdevs, Overlays overlays) {
        this.frozen = frozen;
        this.netdevs = netdevs;
        this.overlays = overlays;
        this.unused = new ArrayList<>(netdevs.keySet());
    }

    /** Return the ids of network back-ends that the template does not have. */
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
            case "-drive" -> overlays.replace(value);
            case "-netdev" -> netdev(value);
            case "-blockdev" -> {
                if (!value.contains("read-only=on") && !value.contains("\"read-only\": true")) {
                    throw new IllegalStateException(
                            "clones cannot share the writable '-blockdev %s'; use -drive, or the builder's disk()"
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
}
