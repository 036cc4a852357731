package org.qemu.functional.guest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.guest.image.BuiltImage;
import org.qemu.functional.guest.internal.machine.DiskArgument;
import org.qemu.functional.guest.internal.machine.GuestArguments;
import org.qemu.functional.guest.internal.machine.GuestTrace;
import org.qemu.functional.guest.internal.template.FrozenGuest;
import org.qemu.functional.guest.internal.template.TemplateStore;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.TimeoutScale;

/** Configure how an image is booted: see {@link Guest#with}. */
public final class GuestBuilder {
    /** The default RAM of a guest, in MiB. */
    public static final int MEMORY = 256;

    private final QemuMachine vm;
    private final GuestImage image;
    private final List<String> words = new ArrayList<>();
    private final List<String> preparations = new ArrayList<>();
    private int memory = MEMORY;
    private int cpus = 1;
    private Duration limit = Guest.BOOT_TIMEOUT;

    GuestBuilder(QemuMachine vm, GuestImage image) {
        this.vm = vm;
        this.image = image;
    }

    /**
     * Set the RAM.
     *
     * @param mebibytes at least 64
     */
    public GuestBuilder memory(int mebibytes) {
        if (mebibytes < 64) {
            throw new IllegalArgumentException(
                    "%d MiB are too little for a guest; the minimum is 64".formatted(mebibytes));
        }
        memory = mebibytes;
        return this;
    }

    /** Set the number of CPUs. */
    public GuestBuilder cpus(int number) {
        cpus = number;
        return this;
    }

    /** Append words to the kernel's command line. */
    public GuestBuilder commandLine(String more) {
        words.add(more);
        return this;
    }

    /**
     * Add a virtio disk. The guest writes to the file.
     *
     * @param format for example, {@code raw} or {@code qcow2}
     * @param properties further properties of {@code virtio-blk-pci}: {@code serial=abc}
     */
    public GuestBuilder disk(Path file, String format, String... properties) {
        DiskArgument.add(vm, file, format, List.of(properties));
        return this;
    }

    /** Set the time limit until the guest answers. */
    public GuestBuilder timeout(Duration time) {
        limit = time;
        return this;
    }

    /** Add a script that {@link #template()} runs in the guest before it is frozen. */
    public GuestBuilder prepare(String script) {
        preparations.add(script);
        return this;
    }

    /**
     * Return a template of the booted and prepared guest. It is kept for later runs beside the
     * assets, in {@code guest-templates}, and created again when QEMU, the machine, its devices and
     * disks, the image or the preparation differ, or when it is damaged. The machine itself is not
     * launched.
     *
     * @throws AssertionError if the guest does not boot, or a preparation fails
     */
    public Template template() {
        return GuestTrace.step(vm, "get a template of the image", this::stored);
    }

    private Template stored() {
        BuiltImage built = image.build();
        long bytes = (long) memory << 20;
        GuestArguments.add(vm, built, bytes, cpus, String.join(" ", words));
        String script = String.join("\n", preparations);
        FrozenGuest frozen =
                TemplateStore.ofThisProcess()
                        .get(vm, bytes, built.key(), script, made -> prepared(made, built, script));
        return new Template(vm, frozen, built.key(), null);
    }

    private Guest prepared(QemuMachine made, BuiltImage built, String script) {
        made.launch();
        Guest guest =
                BootedGuest.open(
                        made,
                        null,
                        built.key(),
                        agent -> agent.connect(TimeoutScale.scaled(limit)));
        guest.run(script + "\nsync", limit).check();
        return guest;
    }

    /**
     * Boot and wait until the guest answers.
     *
     * @throws AssertionError if it does not answer in time
     */
    public Guest boot() {
        return GuestTrace.step(vm, "boot the image", this::booted);
    }

    private Guest booted() {
        BuiltImage built = image.build();
        return BootedGuest.boot(vm, built, memory, cpus, String.join(" ", words), limit);
    }
}
