package org.qemu.functional.guest.internal.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.machine.QemuMachine;

/**
 * Give the network interfaces of a clone addresses of their own: the kernel keeps those of the
 * template.
 */
public final class MacAddresses {
    private MacAddresses() {}

    /** Return whether a machine has built-in network devices. */
    public static boolean hasDevices(QemuMachine vm) {
        return vm.command().stream()
                .anyMatch(word -> word.equals("-netdev") || word.equals("-nic"));
    }

    /**
     * Return a script that sets the address of each Ethernet interface and keeps it up or down.
     *
     * @param name the name of the clone, from which the addresses are derived
     * @param chosen addresses that override the derived ones, by interface
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

    /**
     * Return five bytes of an address; the first marks it as unicast and locally administered (IEEE
     * 802).
     */
    private static String prefix(String name) {
        byte[] hash = HashAlgorithm.SHA256.newDigest().digest(name.getBytes(UTF_8));
        return "02:%02x:%02x:%02x:%02x".formatted(hash[0], hash[1], hash[2], hash[3]);
    }
}
