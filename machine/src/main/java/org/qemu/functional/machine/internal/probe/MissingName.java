package org.qemu.functional.machine.internal.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.logging.Log;
import org.qemu.functional.machine.Ability;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuDiedError;
import org.qemu.functional.machine.UnknownNameError;
import org.qemu.functional.text.NameSuggestions;

/** Decide whether a test that needs a name unknown to QEMU is skipped or fails. */
public final class MissingName {
    private static final Log LOG = Log.of("qemu.machine");
    private static final String STRICT = "QEMU_TEST_STRICT";

    private final QemuBinary binary;
    private final Map<String, String> environment;

    public MissingName(QemuBinary binary, Map<String, String> environment) {
        this.binary = binary;
        this.environment = environment;
    }

    /**
     * Skip the test, or fail it in strict mode.
     *
     * @throws TestAbortedException unless the test fails
     * @throws UnknownNameError in strict mode, if no QEMU of this run has the name
     */
    public void report(Ability ability, String name) {
        Set<String> known = binary.names(ability);
        if (!isStrict()) {
            throw new TestAbortedException(
                    "%s '%s' is not in %s%s".formatted(ability, name, binary, hint(name, known)));
        }
        List<QemuBinary> others = binary.siblings();
        Set<String> all = new TreeSet<>(known);
        List<String> asked = new ArrayList<>(List.of(binary.arch()));
        for (QemuBinary other : others) {
            try {
                Set<String> names = other.names(ability);
                if (names.contains(name)) {
                    throw new TestAbortedException(
                            "%s '%s' is not in %s, but in %s"
                                    .formatted(ability, name, binary, other));
                }
                all.addAll(names);
                asked.add(other.arch());
            } catch (LaunchException | QemuDiedError e) {
                LOG.warn("cannot query '{}': {}", other, e.getMessage());
            }
        }
        String hint = hint(name, known);
        throw new UnknownNameError(
                "%s '%s' is in no QEMU of this run%s; %s is set, and these targets in '%s' were checked: %s"
                        .formatted(
                                ability,
                                name,
                                hint.isEmpty() ? hint(name, all) : hint,
                                STRICT,
                                binary.path().toAbsolutePath().getParent(),
                                String.join(", ", asked)));
    }

    private boolean isStrict() {
        String value = environment.getOrDefault(STRICT, "");
        return !value.isEmpty() && !value.equals("0");
    }

    private static String hint(String name, Set<String> known) {
        List<String> nearest = NameSuggestions.nearest(name, new TreeSet<>(known));
        return nearest.isEmpty()
                ? ""
                : nearest.stream()
                        .map(near -> "'" + near + "'")
                        .collect(Collectors.joining(" or ", "; did you mean ", "?"));
    }
}
