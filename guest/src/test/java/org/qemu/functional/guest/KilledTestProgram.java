package org.qemu.functional.guest;

import java.nio.file.Path;

/** Starts clones and a guest without a template, prints a line, and waits to be killed. */
final class KilledTestProgram {
    private KilledTestProgram() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Template template = Warm.template(folder);
        StringBuilder pids = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            pids.append(template.clone().vm().pid()).append(' ');
        }
        pids.append(
                Guest.with(Warm.machine(folder, "cold"), Warm.IMAGE).memory(128).boot().vm().pid());
        System.out.println(pids);
        System.in.read();
    }
}
