package org.qemu.functional.tests.guest;

import java.time.Duration;
import org.qemu.functional.guest.Guest;

/**
 * One end of a VPN: a client in a network of the site's own, and a gateway between that and the
 * network in the middle, with the addresses that all of them have.
 *
 * @param number 1 or 2, which is also the number in its addresses
 */
record Site(int number, Guest client, Guest gateway) {
    /** What a gateway's openvpn calls with its tunnel up or down: see {@link #awaitTunnel}. */
    static final String TELL = "/etc/openvpn/tell";

    /** Leaves the file of the latest of both events; openvpn names it in the environment. */
    static final String TELL_SCRIPT =
            """
            #!/bin/sh
            cd /run/vpn && rm -f is-up is-down && : > is-$script_type
            """;

    /** openvpn's own, IANA's for it, at both ends. */
    static final int PORT = 1194;

    /** For how many seconds the first site waits for a word of the other; they come each second. */
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

    /** In the middle, from a block for documentation (RFC 5737). */
    private String outerAddress() {
        return "192.0.2.%d".formatted(number);
    }

    private String tunnelAddress() {
        return "10.8.0.%d".formatted(number);
    }

    /** Give the client its address and its way out, and the gateway its addresses. */
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
     * Make a key and a certificate for the gateway; the key stays there.
     *
     * @return the certificate's fingerprint, SHA-256, as openvpn wants it
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
     * Start openvpn; it runs on, and tells the console what it does.
     *
     * @param fingerprint of the only certificate that it accepts
     */
    void startVpn(Site peer, String fingerprint) {
        gateway.put(configuration(peer, fingerprint), FOLDER + "/conf");
        gateway.run("openvpn --config /run/vpn/conf").check();
    }

    /** Wait until openvpn hears who calls. */
    void awaitListening() {
        gateway.waitUntilSucceeds("netstat -uln | grep -q :%d".formatted(PORT), PATIENCE);
    }

    /**
     * The second site waits until the first calls, and is more patient: where both give up and
     * start anew, they miss each other for a while.
     */
    private String configuration(Site peer, String fingerprint) {
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
                        TELL,
                        TELL);
    }

    /** Wait until the gateways have agreed on keys. */
    void awaitTunnel() {
        await("is-up");
    }

    /** Wait until the gateway has found out that it does not hear the other one any more. */
    void awaitTunnelLoss() {
        await("is-down");
    }

    private void await(String file) {
        gateway.waitForFile(FOLDER + "/" + file, PATIENCE);
    }

    /** Tell one openvpn from another that was started later. */
    String vpnProcess() {
        return gateway.run("cat /run/vpn/pid && cut -d ' ' -f 22 /proc/$(cat /run/vpn/pid)/stat")
                .check()
                .stdout();
    }
}
