package org.qemu.functional;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.MissingQemuException;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.suite.internal.MissingDownloads;

/** The binary that was chosen for a test or the tests of a class by their architectures. */
final class BinaryChoice {
    /** The settings that name a QEMU. */
    private static final List<String> CHOSEN = List.of("QEMU_TEST_QEMU_BINARY", "QEMU_SUITE");

    private static final Namespace NAMESPACE = Namespace.create(BinaryChoice.class);

    private BinaryChoice() {}

    /** Return the binary that was chosen for a context or one that it is part of. */
    static Optional<QemuBinary> of(ExtensionContext context) {
        return Optional.ofNullable(
                context.getStore(NAMESPACE).get(QemuBinary.class, QemuBinary.class));
    }

    /**
     * Choose the binary for the first architecture that has one.
     *
     * @throws MissingQemuException if a setting names a binary or a suite that does not exist
     * @throws AssertionError if the suite is missing and {@code QEMU_TEST_REQUIRE_ASSETS} is set
     * @return the reason to skip the tests if there is none
     */
    static Optional<String> choose(ExtensionContext context, List<String> architectures) {
        TestName name = TestName.of(context);
        String missing = "";
        for (String arch : architectures) {
            TestName wanted =
                    new TestName(
                            name.folder(),
                            name.type(),
                            name.method(),
                            Optional.of(arch),
                            Optional.empty());
            try {
                QemuBinary found =
                        TestSession.binary(wanted, HarnessSettings.current().environment());
                if (found.arch().equals(arch)) {
                    context.getStore(NAMESPACE).put(QemuBinary.class, found);
                    return Optional.empty();
                }
                missing =
                        "'%s', which is set as the QEMU to test, is for %s"
                                .formatted(found.path(), found.arch());
            } catch (MissingQemuException e) {
                if (CHOSEN.stream()
                        .anyMatch(HarnessSettings.current().environment()::containsKey)) {
                    throw e; // the setting is wrong, whatever the test requires
                }
                missing = String.valueOf(e.getMessage());
            } catch (TestAbortedException e) {
                if (MissingDownloads.areRequired()) {
                    throw MissingDownloads.required(e);
                }
                missing = String.valueOf(e.getMessage());
            }
        }
        return Optional.of(
                "requires a QEMU for %s: %s"
                        .formatted(String.join(" or ", architectures), missing));
    }
}
