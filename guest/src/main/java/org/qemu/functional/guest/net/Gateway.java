package org.qemu.functional.guest.net;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.net.HostForward;

/**
 * Connect the host to guests of a network over TCP and UDP, without a route and without root.
 *
 * <p>A gateway is a QEMU without a machine whose user-mode network (SLIRP) is one station of the
 * network. To guests, connections come from {@link #address()}: they need an address in the same
 * network, but no route. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
    private static final String USER = "user0";
    private static final int MOST = 65535;

    private final QemuMachine vm;
    private final GatewayOptions options;
    private final Link link;
    private final Firewall firewall;

    private Gateway(QemuMachine vm, GatewayOptions options, Link link, Firewall firewall) {
        this.vm = vm;
        this.options = options;
        this.link = link;
        this.firewall = firewall;
    }

    static Gateway start(Network network, QemuBinary binary, Path logs, GatewayOptions options) {
        for (String netdev : List.of("user", "stream", "hubport")) {
            if (!binary.hasNetdev(netdev)) {
                throw new IllegalStateException(
                        "'%s' has no '-netdev %s', which the gateway of %s needs; use another build of QEMU"
                                .formatted(binary, netdev, network));
            }
        }
        Link link = network.link("gateway");
        Firewall firewall = new Firewall(options);
        link.filter(firewall);
        QemuMachine vm = QemuMachine.create(binary, "gateway-" + network.name(), logs);
        vm.setMachine("none");
        vm.addArgs("-nodefaults", "-m", "1M", "-netdev", options.netdev(USER));
        vm.addArgs("-netdev", link.netdev("net0"));
        // A hub with two ports connects the two back-ends.
        vm.addArgs("-netdev", "hubport,id=port0,hubid=0,netdev=" + USER);
        vm.addArgs("-netdev", "hubport,id=port1,hubid=0,netdev=net0");
        try {
            vm.launch();
            link.awaitAttached(QemuMachine.EVENT_TIMEOUT);
        } catch (RuntimeException | Error e) {
            vm.kill();
            throw e;
        }
        return new Gateway(vm, options, link, firewall);
    }

    /** Return its address in the network, from which forwarded connections come. */
    public String address() {
        return options.address();
    }

    /** Return the address that the first guest gets by DHCP. */
    public String firstGuest() {
        return options.firstGuest();
    }

    /** Return its link, which can be cut and slowed down like any other. */
    public Link link() {
        return link;
    }

    /**
     * Forward a TCP port of 127.0.0.1 on this host to a guest until the gateway is closed.
     *
     * @return the port, a free one that the kernel has chosen
     * @throws IllegalArgumentException if the address is not in the gateway's network, or the port
     *     is not from 1 to 65535
     * @throws NetworkException if QEMU refuses
     */
    public int forward(String guestAddress, int guestPort) {
        return forward("tcp", guestAddress, guestPort);
    }

    /**
     * Forward a UDP port: see {@link #forward(String, int)}.
     *
     * @throws IllegalStateException if the gateway was started without UDP
     */
    public int forwardUdp(String guestAddress, int guestPort) {
        if (!options.udp() && !options.outside()) {
            throw new IllegalStateException(
                    "this gateway would drop a guest's answers over UDP; start it with GatewayOptions.withUdp()");
        }
        int port = forward("udp", guestAddress, guestPort);
        firewall.allowAnswers(guestAddress, guestPort);
        return port;
    }

    private synchronized int forward(String protocol, String guestAddress, int guestPort) {
        if (!options.contains(guestAddress) || guestPort < 1 || guestPort > MOST) {
            throw new IllegalArgumentException(
                    "cannot forward to '%s' port %d: give four numbers of network %s, and a port of 1 to %d"
                            .formatted(guestAddress, guestPort, options.network(), MOST));
        }
        Set<HostForward> before = new HashSet<>(forwards());
        String rule = "%s:127.0.0.1:0-%s:%d".formatted(protocol, guestAddress, guestPort);
        String refusal = vm.hmp("hostfwd_add %s %s".formatted(USER, rule));
        return forwards().stream()
                .filter(made -> !before.contains(made))
                .filter(made -> made.protocol().equals(protocol.toUpperCase(Locale.ROOT)))
                .filter(made -> made.guestPort() == guestPort)
                .filter(made -> made.guestAddress().equals(guestAddress))
                .findFirst()
                .orElseThrow(
                        () ->
                                new NetworkException(
                                        "QEMU did not forward %s: %s".formatted(rule, refusal),
                                        null))
                .port();
    }

    /** Return the current forwards. */
    public synchronized List<HostForward> forwards() {
        return HostForward.parse(vm.hmp("info usernet"));
    }

    /**
     * End the gateway; forwarded connections are closed.
     *
     * @throws org.qemu.functional.machine.AbnormalShutdownException if its QEMU had died before
     */
    @Override
    public synchronized void close() {
        vm.shutdown();
    }
}
