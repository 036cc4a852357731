package org.qemu.functional.guest;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.qemu.functional.guest.internal.machine.GuestTrace;
import org.qemu.functional.guest.internal.machine.MacAddresses;
import org.qemu.functional.guest.internal.template.CloneStart;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.TimeoutScale;

/** Configure the differences between a clone and its template: see {@link Template#cloning}. */
public final class CloneBuilder {
    private static final int ENTROPY = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Template template;
    private final String name;
    private final Map<String, String> netdevs = new LinkedHashMap<>();
    private final Map<String, String> macs = new LinkedHashMap<>();
    private Duration limit = Guest.COMMAND_TIMEOUT;

    CloneBuilder(Template template, String name) {
        this.template = template;
        this.name = name;
    }

    /**
     * Replace a network back-end of the template.
     *
     * @param id its id in the template
     * @param value the value of {@code -netdev}, such as {@code link.netdev("n0")}
     */
    public CloneBuilder netdev(String id, String value) {
        netdevs.put(id, value);
        return this;
    }

    /**
     * Set the MAC address of a network interface. By default, the address is derived from the
     * clone's name.
     *
     * @param device the name in the guest: {@code eth0}
     */
    public CloneBuilder mac(String device, Object address) {
        macs.put(device, address.toString());
        return this;
    }

    /** Set the time limit until the clone answers. */
    public CloneBuilder timeout(Duration time) {
        limit = time;
        return this;
    }

    /**
     * Start the clone and return when it answers. It has its own host name, MAC addresses and
     * entropy, and the current time.
     *
     * @throws AssertionError if it does not answer in time
     * @throws IllegalStateException if a disk of the template has changed since it was frozen
     */
    public Guest start() {
        template.checkDisks();
        QemuMachine vm = MachineAccess.of(template.original()).sibling(name);
        return GuestTrace.step(vm, "clone from the template", () -> start(vm));
    }

    private Guest start(QemuMachine vm) {
        CloneStart start = new CloneStart(template.frozen(), template.original());
        netdevs.forEach(start::netdev);
        start.launch(vm, template.folder().resolve("scratch"));
        byte[] entropy = new byte[ENTROPY];
        RANDOM.nextBytes(entropy);
        Guest guest =
                BootedGuest.open(
                        vm,
                        null,
                        template.imageKey(),
                        agent ->
                                agent.connectAs(
                                        name, Instant.now(), entropy, TimeoutScale.scaled(limit)));
        if (MacAddresses.hasDevices(vm)) {
            guest.run(MacAddresses.script(name, macs)).check();
        }
        return guest;
    }
}
