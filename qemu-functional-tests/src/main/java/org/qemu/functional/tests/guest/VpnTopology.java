package org.qemu.functional.tests.guest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.net.Link;
import org.qemu.functional.guest.net.Network;

/**
 * Two sites with the network between them: four machines on three networks:
 *
 * <pre>client1 – net1 – gw1 – middle – gw2 – net2 – client2</pre>
 */
final class VpnTopology implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(10);

    /** Starts machines. */
    interface Starter {
        /**
         * Prepare a machine; called in the test's own thread.
         *
         * @param nics the links of eth0 and following
         * @return a task that starts the machine, to be called in another thread
         */
        Callable<Guest> prepare(String name, List<Link> nics);
    }

    final Network net1;
    final Network middle;
    final Network net2;

    /** The link between gw1 and the middle network. */
    final Link link;

    final VpnSite one;
    final VpnSite two;

    private VpnTopology(List<Network> networks, Starter starter) {
        net1 = networks.get(0);
        middle = networks.get(1);
        net2 = networks.get(2);
        link = middle.link("gw1");
        List<Link> gw1 = List.of(net1.link("gw1"), link);
        List<Link> gw2 = List.of(net2.link("gw2"), middle.link("gw2"));
        List<Link> client1 = List.of(net1.link("client1"));
        List<Link> client2 = List.of(net2.link("client2"));
        List<Guest> guests =
                Concurrently.all(
                        starter.prepare("client1", client1),
                        starter.prepare("gw1", gw1),
                        starter.prepare("gw2", gw2),
                        starter.prepare("client2", client2));
        List.of(client1, gw1, gw2, client2)
                .forEach(nics -> nics.forEach(nic -> nic.awaitAttached(CALL)));
        one = new VpnSite(1, guests.get(0), guests.get(1));
        two = new VpnSite(2, guests.get(3), guests.get(2));
    }

    /**
     * Start all machines concurrently, with addresses but without a VPN.
     *
     * @param logs the folder for the captures of the networks
     */
    static VpnTopology start(Path logs, Starter starter) {
        List<Network> networks = new ArrayList<>();
        try {
            for (String name : List.of("net1", "middle", "net2")) {
                networks.add(Network.create(name, logs));
            }
            VpnTopology sites = new VpnTopology(networks, starter);
            sites.one.configure();
            sites.two.configure();
            return sites;
        } catch (RuntimeException | Error e) {
            networks.forEach(Network::close);
            throw e;
        }
    }

    /** Start openvpn in both gateways, and wait until the tunnel is up. */
    void startVpn() {
        List<String> fingerprints = Concurrently.all(one::makeKey, two::makeKey);
        two.startVpn(one, fingerprints.get(0));
        // If a gateway calls too early, the other one rejects the packet by ICMP, and the gateway
        // has to retry.
        two.awaitListening();
        one.startVpn(two, fingerprints.get(1));
        awaitTunnel();
    }

    /** Wait until the gateways have agreed on keys. */
    void awaitTunnel() {
        one.awaitTunnel();
        two.awaitTunnel();
    }

    /** Return an ID of the openvpn processes that differs after a restart. */
    String vpnProcesses() {
        return one.vpnProcess() + two.vpnProcess();
    }

    @Override
    public void close() {
        try (net1;
                middle) {
            net2.close();
        }
    }
}
