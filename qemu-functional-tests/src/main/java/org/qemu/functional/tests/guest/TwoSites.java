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
 * Two sites and what is between them, four machines on three networks:
 *
 * <pre>client1 – net1 – gw1 – middle – gw2 – net2 – client2</pre>
 */
final class TwoSites implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(10);

    /** Brings a machine to life. */
    interface Starter {
        /**
         * Say what machine it is; called in the test's own thread.
         *
         * @param nics eth0 and so on
         * @return starts it, in a thread of its own
         */
        Callable<Guest> prepare(String name, List<Link> nics);
    }

    final Network net1;
    final Network middle;
    final Network net2;

    /** Between gw1 and the middle. */
    final Link cable;

    final Site one;
    final Site two;

    private TwoSites(List<Network> networks, Starter starter) {
        net1 = networks.get(0);
        middle = networks.get(1);
        net2 = networks.get(2);
        cable = middle.link("gw1");
        List<Link> gw1 = List.of(net1.link("gw1"), cable);
        List<Link> gw2 = List.of(net2.link("gw2"), middle.link("gw2"));
        List<Link> client1 = List.of(net1.link("client1"));
        List<Link> client2 = List.of(net2.link("client2"));
        List<Guest> guests =
                AtOnce.all(
                        starter.prepare("client1", client1),
                        starter.prepare("gw1", gw1),
                        starter.prepare("gw2", gw2),
                        starter.prepare("client2", client2));
        List.of(client1, gw1, gw2, client2)
                .forEach(nics -> nics.forEach(nic -> nic.awaitAttached(CALL)));
        one = new Site(1, guests.get(0), guests.get(1));
        two = new Site(2, guests.get(3), guests.get(2));
    }

    /**
     * Start all machines at once, with addresses, but without a VPN.
     *
     * @param logs where the networks are captured
     */
    static TwoSites start(Path logs, Starter starter) {
        List<Network> networks = new ArrayList<>();
        try {
            for (String name : List.of("net1", "middle", "net2")) {
                networks.add(Network.create(name, logs));
            }
            TwoSites sites = new TwoSites(networks, starter);
            sites.one.configure();
            sites.two.configure();
            return sites;
        } catch (RuntimeException | Error e) {
            networks.forEach(Network::close);
            throw e;
        }
    }

    /** Start openvpn in both gateways and wait until the tunnel is there. */
    void startVpn() {
        List<String> fingerprints = AtOnce.all(one::makeKey, two::makeKey);
        two.startVpn(one, fingerprints.get(0));
        // Who calls too early makes the other gateway say so, by ICMP, and has to try again.
        two.awaitListening();
        one.startVpn(two, fingerprints.get(1));
        awaitTunnel();
    }

    /** Wait until the gateways have agreed on keys. */
    void awaitTunnel() {
        one.awaitTunnel();
        two.awaitTunnel();
    }

    /** Tell the openvpn that runs now from those that are started later. */
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
