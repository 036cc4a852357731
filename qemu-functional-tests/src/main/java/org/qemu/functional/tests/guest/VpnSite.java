package org.qemu.functional.tests.guest;

import java.time.Duration;
import org.qemu.functional.guest.Guest;

/**
 * One end of a VPN: a client in the network of the site, and a gateway between this network and the
 * network in the middle, with their addresses.
 *
 * @param number 1 or 2, which is also the number in the addresses
 */
record VpnSite(int number, Guest client, Guest gateway) {
    /**
     * The script that openvpn in a gateway runs when its tunnel is up or down: see {@link
     * #awaitTunnel}.
     */
    static final String EVENT_PATH = "/etc/openvpn/event";

    /** Creates a file for the latest event; openvpn passes the event in an environment variable. */
    static final String EVENT_SCRIPT =
            """
            #!/bin/sh
            cd /run/vpn && rm -f is-up is-down && : > is-$script_type
            """;

    /** The port of openvpn, assigned by IANA, at both ends. */
    static final int PORT = 1194;

    /**
     * The number of seconds after which the first site assumes that the connection is lost; a ping
     * is sent each second.
     */
    private static final int LOST = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FOLDER = "/run/vpn";

    String clientAddress() {
        return "10.%d.0.2".formatted(number);
    }

    private String innerAddress() {
        return "10.%d.0.1".formatted(number);
    }

    private String network() {
        return "10.%d.0.0".formatted(number);
    }

    /** Return the address in the middle network, from a block for documentation (RFC 5737). */
    private String outerAddress() {
        return "192.0.2.%d".formatted(number);
    }

    private String tunnelAddress() {
        return "10.8.0.%d".formatted(number);
    }

    /** Set the address and the default route of the client, and the addresses of the gateway. */
    void configure() {
        client.run(
                        """
                        ip addr add %s/24 dev eth0 &&
                        ip link set eth0 up &&
                        ip route add default via %s
                        """
                                .formatted(clientAddress(), innerAddress()))
                .check();
        gateway.run(
                        """
                        ip addr add %s/24 dev eth0 &&
                        ip addr add %s/24 dev eth1 &&
                        ip link set eth0 up &&
                        ip link set eth1 up &&
                        echo 1 > /proc/sys/net/ipv4/ip_forward
                        """
                                .formatted(innerAddress(), outerAddress()))
                .check();
    }

    /**
     * Create a key and a certificate for the gateway; the key is not copied.
     *
     * @return the SHA-256 fingerprint of the certificate in openvpn's format
     */
    String makeKey() {
        return gateway.run(
                        """
                        mkdir -p %s && cd %s &&
                        openssl req -x509 -newkey ed25519 -nodes -subj /CN=gw%d -days 2 -keyout key -out cert &&
                        openssl x509 -in cert -noout -fingerprint -sha256 | cut -d = -f 2
                        """
                                .formatted(FOLDER, FOLDER, number))
                .check()
                .stdout()
                .strip();
    }

    /**
     * Start openvpn in the background; it logs to the console.
     *
     * @param fingerprint the fingerprint of the only certificate that it accepts
     */
    void startVpn(VpnSite peer, String fingerprint) {
        gateway.put(configuration(peer, fingerprint), FOLDER + "/conf");
        gateway.run("openvpn --config /run/vpn/conf").check();
    }

    /** Wait until openvpn listens for connections. */
    void awaitListening() {
        gateway.waitUntilSucceeds("netstat -uln | grep -q :%d".formatted(PORT), PATIENCE);
    }

    /**
     * Return the configuration. The second site waits for the first, and has a longer timeout: if
     * both restarted at the same time, they would not find each other for a while.
     */
    private String configuration(VpnSite peer, String fingerprint) {
        return """
        %s
        dev tun
        disable-dco
        port %d
        %s
        ifconfig %s %s
        route %s 255.255.255.0
        key /run/vpn/key
        cert /run/vpn/cert
        peer-fingerprint %s
        tls-timeout 1
        ping 1
        ping-restart %d
        connect-retry 1 1
        persist-key
        persist-tun
        up-delay
        up-restart
        script-security 2
        up %s
        down %s
        daemon
        verb 3
        log-append /dev/console
        writepid /run/vpn/pid
        """
                .formatted(
                        number == 1 ? "tls-client" : "tls-server\ndh none",
                        PORT,
                        number == 1 ? "remote " + peer.outerAddress() : "float",
                        tunnelAddress(),
                        peer.tunnelAddress(),
                        peer.network(),
                        fingerprint,
                        number == 1 ? LOST : 3 * LOST,
                        EVENT_PATH,
                        EVENT_PATH);
    }

    /** Wait until the gateways have agreed on keys. */
    void awaitTunnel() {
        await("is-up");
    }

    /** Wait until the gateway has detected that the other one no longer responds. */
    void awaitTunnelLoss() {
        await("is-down");
    }

    private void await(String file) {
        gateway.waitForFile(FOLDER + "/" + file, PATIENCE);
    }

    /** Return an ID of the openvpn process that differs after a restart. */
    String vpnProcess() {
        return gateway.run("cat /run/vpn/pid && cut -d ' ' -f 22 /proc/$(cat /run/vpn/pid)/stat")
                .check()
                .stdout();
    }
}
