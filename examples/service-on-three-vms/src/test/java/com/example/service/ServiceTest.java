package com.example.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.Template;
import org.qemu.functional.guest.net.Link;
import org.qemu.functional.guest.net.Network;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.Machine;
import org.qemu.functional.junit.QemuTest;
import org.qemu.functional.machine.Ability;
import org.qemu.functional.machine.QemuMachine;

/** Runs a service on a front end and a back end, asks it from a client, and cuts a cable. */
@QemuTest
@Arch("x86_64")
class ServiceTest {
    static final GuestImage IMAGE =
            GuestImage.linux("x86_64")
                    .withModules("virtio_net")
                    .withFile("/usr/bin/service", service(), 0755)
                    .withCommandLine("ipv6.disable=1");

    private final Map<String, Link> links = new HashMap<>();
    private Network network;
    private Template template;

    @BeforeEach
    void createNetwork(@Machine(name = "template", launch = false) QemuMachine vm, TestFiles files) {
        vm.binary().require(Ability.NETDEV, "stream");
        network = Network.createSwitch("lan", files.log());
        vm.addArgs("-netdev", "hubport,id=n0,hubid=0", "-device", "virtio-net-pci,netdev=n0");
        template = Guest.with(vm, IMAGE).memory(192).template();
    }

    @AfterEach
    void closeNetwork() {
        if (template != null) {
            template.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @Test
    void answersThroughTheFrontEnd() {
        Guest client = start("client", 1);
        serve(start("back", 3), "back");
        serve(start("front", 2), "front 10.0.0.3");
        assertEquals("front(back(hello))\n", ask(client));
    }

    @Test
    void survivesTheLossOfTheBackEnd() {
        Guest client = start("client", 1);
        serve(start("back", 3), "back");
        serve(start("front", 2), "front 10.0.0.3");

        links.get("back").cut();
        assertEquals("front(no backend)\n", ask(client));

        links.get("back").restore();
        client.waitUntilSucceeds("echo hello | nc 10.0.0.2 7000 | grep -q 'front(back(hello))'");
        assertTrue(network.captured().size() > 0);
    }

    /** Start a clone of the template with an address in the network. */
    private Guest start(String name, int number) {
        Link link = network.link(name);
        links.put(name, link);
        Guest guest =
                template.cloning(name)
                        .netdev("n0", link.netdev("n0"))
                        .mac("eth0", link.mac())
                        .start();
        link.awaitAttached(Duration.ofSeconds(10));
        guest.run("ip addr add 10.0.0.%d/24 dev eth0 && ip link set eth0 up".formatted(number))
                .check();
        return guest;
    }

    private static void serve(Guest guest, String arguments) {
        guest.run("service %s > /dev/null 2>&1 &".formatted(arguments)).check();
        guest.waitForPort(7000);
    }

    private static String ask(Guest client) {
        return client.run("echo hello | nc 10.0.0.2 7000").check().stdout();
    }

    private static byte[] service() {
        try (InputStream script = ServiceTest.class.getResourceAsStream("/service.pl")) {
            return script.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
