package org.qemu.functional.guest.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.qemu.functional.cache.HashAlgorithm;
import org.qemu.functional.machine.QemuMachine;

/**
 * Gives a clone's network interfaces addresses of their own: the kernel keeps those of the
 * template.
 */
public final class MacAddresses {
    private MacAddresses() {}

    /** Whether a machine has network devices of its own accord. */
    public static boolean hasDevices(QemuMachine vm) {
        return vm.command().stream()
                .anyMatch(word -> word.equals("-netdev") || word.equals("-nic"));
    }

    /**
     * Return a script that sets the address of each Ethernet interface, which stays up or down.
     *
     * @param name of the clone, which its addresses come of
     * @param chosen by interface, instead of those
     */
    public static String script(String name, Map<String, String> chosen) {
        StringBuilder script = new StringBuilder();
        script.append("i=0\nfor d in /sys/class/net/*; do\n");
        script.append("[ \"$(cat $d/type)\" = 1 ] && [ -e $d/device ] || continue\n");
        script.append("n=${d##*/}; m=$(printf '").append(prefix(name)).append(":%02x' $i)\n");
        script.append("case $n in\n");
        chosen.forEach(
                (device, mac) -> script.append(device).append(") m=").append(mac).append(" ;;\n"));
        script.append("esac\nup=$(($(cat $d/flags) & 1))\n");
        script.append("[ $up = 0 ] || ip link set dev $n down\n");
        script.append("ip link set dev $n address $m || exit 1\n");
        script.append("[ $up = 0 ] || ip link set dev $n up\n");
        return script.append("i=$((i + 1)); done\n").toString();
    }

    /** Five bytes, the first of which says unicast and locally administered (IEEE 802). */
    private static String prefix(String name) {
        byte[] hash = HashAlgorithm.SHA256.newDigest().digest(name.getBytes(UTF_8));
        return "02:%02x:%02x:%02x:%02x".formatted(hash[0], hash[1], hash[2], hash[3]);
    }
}
