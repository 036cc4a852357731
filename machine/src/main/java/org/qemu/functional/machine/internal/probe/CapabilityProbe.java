package org.qemu.functional.machine.internal.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.machine.ExitStatus;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.machine.internal.launch.MachineReport;
import org.qemu.functional.machine.internal.process.Interruption;
import org.qemu.functional.machine.internal.process.OutputExcerpt;
import org.qemu.functional.machine.internal.process.ProcessMark;
import org.qemu.functional.machine.internal.process.ProcessStarter;
import org.qemu.functional.machine.internal.process.QemuCheck;
import org.qemu.functional.machine.internal.process.Survivors;

/** Query the capabilities of a QEMU build over QMP, starting it once without a machine. */
public final class CapabilityProbe {
    private static final String ACCELERATOR = "-accel";
    private static final String ABILITIES = "abilities";
    private static final String NETDEVS = "netdevs";
    private static final Pattern ALIAS = Pattern.compile("(?m)^name .*, alias \"([^\"]+)\"");

    private final Path binary;
    private final ProbeCache cache;
    private @Nullable QemuCapabilities abilities;
    private @Nullable Set<String> netdevs;

    public CapabilityProbe(Path binary, ProbeCache cache) {
        this.binary = binary;
        this.cache = cache;
    }

    public synchronized QemuCapabilities abilities() {
        if (abilities == null) {
            abilities = known(ABILITIES, "version").map(CapabilityProbe::abilities).orElse(null);
        }
        if (abilities == null) {
            abilities = ask();
            cache.store(binary, ABILITIES, answer(abilities));
        }
        return abilities;
    }

    /**
     * Return the back-ends that {@code -netdev help} lists. QMP's schema is no substitute: it also
     * names back-ends that are not built in.
     */
    public synchronized Set<String> netdevs() {
        if (netdevs == null) {
            netdevs = known(NETDEVS, "types").map(answer -> answer.get("types")).orElse(null);
        }
        if (netdevs == null) {
            netdevs =
                    run("-machine", "none", "-netdev", "help")
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty() && line.indexOf(' ') < 0)
                            .collect(Collectors.toUnmodifiableSet());
            if (netdevs.isEmpty()) {
                netdevs = null;
                throw LaunchException.ofEnvironment(
                        "'%s -netdev help' lists no back-ends; check that the program is a QEMU"
                                .formatted(binary));
            }
            cache.store(binary, NETDEVS, new ProbeCache.Answer(Map.of("types", netdevs)));
        }
        return netdevs;
    }

    /**
     * Return the folders for firmware. They are not cached, because the environment and a wrapper's
     * options can change them.
     */
    public List<Path> dataFolders() {
        return run("-L", "help")
                .lines()
                .filter(line -> line.startsWith("/"))
                .map(Path::of)
                .toList();
    }

    /**
     * Find a cached answer. An answer is ignored if the list {@code never}, which cannot be empty,
     * is empty in it.
     */
    private Optional<ProbeCache.Answer> known(String question, String never) {
        return cache.find(binary, question).filter(answer -> !answer.get(never).isEmpty());
    }

    private static QemuCapabilities abilities(ProbeCache.Answer answer) {
        return new QemuCapabilities(
                answer.get("version").iterator().next(),
                answer.get("machines"),
                answer.get("devices"),
                answer.get("aliases"),
                answer.get("cpus"),
                answer.get("accelerators"));
    }

    private static ProbeCache.Answer answer(QemuCapabilities abilities) {
        return new ProbeCache.Answer(
                Map.of(
                        "version", Set.of(abilities.version()),
                        "machines", abilities.machines(),
                        "devices", abilities.devices(),
                        "aliases", abilities.aliases(),
                        "cpus", abilities.cpus(),
                        "accelerators", abilities.accelerators()));
    }

    private QemuCapabilities ask() {
        try (ProbeLogs logs = ProbeLogs.create(binary)) {
            QemuCapabilities abilities = ask(logs.folder());
            logs.discard();
            return abilities;
        }
    }

    private QemuCapabilities ask(Path logs) {
        try (QemuMachine vm = QemuMachine.create(QemuBinary.at(binary), "probe", logs)) {
            vm.addArgs("-machine", "none", "-nodefaults", "-S");
            vm.launch();
            JsonNode version = vm.cmd("query-version").path("qemu");
            return new QemuCapabilities(
                    "%d.%d.%d"
                            .formatted(
                                    version.path("major").asInt(),
                                    version.path("minor").asInt(),
                                    version.path("micro").asInt()),
                    names(vm.cmd("query-machines"), "name", "alias"),
                    names(types(vm, "device"), "name"),
                    aliases(vm.hmp("info qdm")),
                    // QEMU returns an error on targets that do not list their CPU models.
                    names(vm.qmp("query-cpu-definitions").path("return"), "name"),
                    names(types(vm, "accel"), "name").stream()
                            .filter(name -> name.endsWith(ACCELERATOR))
                            .map(name -> name.substring(0, name.length() - ACCELERATOR.length()))
                            .collect(Collectors.toUnmodifiableSet()));
        }
    }

    /**
     * Return the aliases in {@code -device help}, whose lines look like {@code name
     * "virtio-blk-pci", bus PCI, alias "virtio-blk"}.
     */
    private static Set<String> aliases(String devices) {
        return ALIAS.matcher(devices)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static JsonNode types(QemuMachine vm, String kind) {
        return vm.cmd("qom-list-types", Map.of("implements", kind, "abstract", false));
    }

    private static Set<String> names(JsonNode list, String... keys) {
        return StreamSupport.stream(list.spliterator(), false)
                .flatMap(item -> Stream.of(keys).map(item::get))
                .filter(name -> name != null)
                .map(JsonNode::asText)
                .collect(Collectors.toUnmodifiableSet());
    }

    private String run(String... arguments) {
        List<String> command =
                Stream.concat(Stream.of(binary.toString()), Stream.of(arguments)).toList();
        String words = String.join(" ", command);
        try {
            ProcessMark mark = ProcessMark.next();
            Process process =
                    ProcessStarter.start(
                            new ProcessBuilder(command).redirectErrorStream(true), mark);
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            Survivors.end(mark, process.pid());
            ExitStatus exit = ExitStatus.of(process);
            if (exit.code() != 0) {
                throw new LaunchException(
                        "'%s' %s:\n%s"
                                .formatted(
                                        words,
                                        exit,
                                        OutputExcerpt.quote(output, MachineReport.OUTPUT_LINES)),
                        exit.code(),
                        output,
                        QemuCheck.ofExit(binary, exit, output).isPresent());
            }
            return output;
        } catch (IOException e) {
            throw new LaunchException("cannot query '%s': %s".formatted(words, e.getMessage()), e);
        } catch (InterruptedException e) {
            throw Interruption.during("the output of " + command, e);
        }
    }
}
