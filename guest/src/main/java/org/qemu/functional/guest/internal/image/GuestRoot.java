package org.qemu.functional.guest.internal.image;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Create the files of every guest that do not come from a package. */
final class GuestRoot {
    private static final String AGENT = "/org/qemu/functional/guest/guest-agent.pl";
    private static final String NO_AGENT = "no-agent";

    private static final int PROGRAM = 0755;
    private static final int DATA = 0644;

    /** Use one directory for all programs, so that every usual path of a program exists. */
    private static final Map<String, String> MERGED =
            new TreeMap<>(
                    Map.of(
                            "bin", "/usr/bin",
                            "sbin", "/usr/bin",
                            "usr/sbin", "/usr/bin",
                            "lib", "/usr/lib",
                            "lib64", "/usr/lib64",
                            "etc/mtab", "/proc/self/mounts",
                            "var/run", "/run",
                            "var/lock", "/run/lock"));

    private record Script(String resource, String path, int mode) {}

    private static final List<Script> SCRIPTS =
            List.of(
                    new Script("init", "init", PROGRAM),
                    new Script("fstab", "etc/fstab", DATA),
                    new Script("passwd", "etc/passwd", DATA),
                    new Script("group", "etc/group", DATA),
                    new Script("hosts", "etc/hosts", DATA),
                    new Script("profile", "etc/profile", DATA),
                    new Script("udhcpc", "etc/udhcpc/default.script", PROGRAM),
                    new Script(
                            GuestRoot.class.getResource(AGENT) == null ? NO_AGENT : AGENT,
                            "usr/bin/guest-agent",
                            PROGRAM));

    private GuestRoot() {}

    /**
     * Create the directories and files that the kernel needs to boot; packages are added to them.
     */
    static RootTree skeleton() {
        RootTree tree = new RootTree();
        for (String path :
                List.of(
                        "dev",
                        "proc",
                        "sys",
                        "run",
                        "usr/bin",
                        "usr/lib",
                        "usr/lib64",
                        "var",
                        "mnt")) {
            tree.directory(path, PROGRAM);
        }
        tree.directory("root", 0700);
        tree.directory("tmp", 01777);
        MERGED.forEach(tree::link);
        tree.device("dev/console", 5, 1, 0600);
        tree.device("dev/null", 1, 3, 0666);
        return tree;
    }

    /** Add the scripts and settings, replacing those of packages. */
    static void addScripts(RootTree tree) {
        for (Script script : SCRIPTS) {
            tree.file(
                    script.path,
                    new Content.Bytes(ImageResources.bytes(script.resource)),
                    script.mode);
        }
    }

    /** Add a link to a busybox for each of its commands that no other program provides. */
    static void addApplets(RootTree tree, String busybox, List<String> names) {
        for (String name : names) {
            tree.link("usr/bin/" + name, busybox);
        }
    }

    /** Return data that changes whenever one of the scripts does. */
    static List<byte[]> fingerprint() {
        return SCRIPTS.stream().map(script -> ImageResources.bytes(script.resource)).toList();
    }
}
