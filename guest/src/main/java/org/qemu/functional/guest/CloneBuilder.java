package org.qemu.functional.guest;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.qemu.functional.guest.machine.MacAddresses;
import org.qemu.functional.guest.template.CloneStart;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.settings.TimeoutScale;

/** Says how a copy of a template differs from it: see {@link Template#cloning}. */
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
     * Have a network back-end of the template replaced.
     *
     * @param id that it has in the template
     * @param value all that stands behind {@code -netdev}, such as {@code link.netdev("n0")}
     */
    public CloneBuilder netdev(String id, String value) {
        netdevs.put(id, value);
        return this;
    }

    /**
     * Choose the MAC of a network interface; others get one that comes of the copy's name.
     *
     * @param device as the guest calls it: {@code eth0}
     */
    public CloneBuilder mac(String device, Object address) {
        macs.put(device, address.toString());
        return this;
    }

    /** Set how long it may take until the copy answers. */
    public CloneBuilder timeout(Duration time) {
        limit = time;
        return this;
    }

    /**
     * Start it and return when it answers, with a host name, MACs, entropy and the time of its own.
     *
     * @throws AssertionError if it does not answer in time
     */
    public Guest start() {
        QemuMachine vm = MachineAccess.of(template.original()).sibling(name);
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
