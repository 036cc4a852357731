package org.qemu.functional.guest.internal.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.machine.QemuMachine;

/** Compute the name of a template from everything that it depends on. */
final class TemplateKey {
    /** Increase the number when the same inputs produce another template. */
    private static final String FORMAT = "1";

    private static final Pattern ID = Pattern.compile("(?:^|,)id=([^,]*)");

    private TemplateKey() {}

    /**
     * Return 64 hexadecimal digits that depend on the QEMU build, the machine, its devices and
     * disks, the image, and the preparation of the guest.
     */
    static String of(QemuMachine vm, String imageKey, String prepare) {
        List<String> parts = new ArrayList<>();
        try {
            parts.add(FORMAT + " " + vm.binary().version());
            parts.add(FileIdentity.of(vm.binary().path().toRealPath()).line());
            List<String> command = vm.command();
            for (Drive drive : Overlays.drives(command)) {
                parts.add(FileIdentity.of(drive.file()).line());
            }
            String option = "";
            for (String word : command) {
                parts.add(option.equals("-netdev") ? id(word) : word);
                option = word;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read what a template is made of: " + e.getMessage(), e);
        }
        parts.add(imageKey);
        parts.add(prepare);
        byte[] text = String.join("\0", parts).getBytes(UTF_8);
        return HexFormat.of().formatHex(HashAlgorithm.SHA256.newDigest().digest(text));
    }

    /**
     * Return the id of a network back-end. Only the ids belong to the template, since clones have
     * back-ends of their own.
     */
    private static String id(String netdev) {
        Matcher id = ID.matcher(netdev);
        return id.find() ? id.group(1) : netdev;
    }
}
