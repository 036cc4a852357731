"""What the machines of QEMU's tests answer while record_dialogues.py records them.

The key of an answer is a monitor command, or hmp: and a command of the human monitor (the whole one, or its first word); exit:
status and output of a machine that ends by itself; log: what QEMU prints at once; console: lines that the test reads by itself; run: and a program that the
test runs; members: the files of an archive that the test extracts as a whole; methods: functions in place of the test's. A
list has one answer after the other; the last one is for ever.
"""

import types

GDB_ARCHITECTURES = "aarch64 i386:x86-64 powerpc:common64 s390:64-bit"
RESCUE_YL = "ab588d3316777c62cc81baa20ac92e98b01955c244dff3794b711bc34e26e51d"
REFUSED = {"error": {"class": "GenericError", "desc": "refused"}}

# Files in the scratch folder that tests make by themselves, beside those of an archive.
MADE_BY_TESTS = {"otpmem.img", "vars.fd", "linux", "grub.cfg"}


class Picture:
    """An image of the right size, in which everything is found as often as a test may want."""

    size = (1120, 832)
    shape = (2, 2, 3)

    def __ge__(self, _other):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        pass


def picture(*_args):
    return Picture()


LIBRARIES = {
    "pycotap": {"LogMode": types.SimpleNamespace(LogToError=0)},
    "pygdbmi": {},
    "numpy": {"where": lambda _found: ([0] * 8, [0] * 8)},
    "cv2": {"imread": picture, "matchTemplate": picture, "rectangle": picture, "cvtColor": picture, "COLOR_BGR2GRAY": 0, "IMREAD_COLOR": 0, "TM_CCOEFF_NORMED": 0},
    "PIL": {"Image": types.SimpleNamespace(open=picture)},
}

REPLAY = {"query-replay": [{"icount": 100}, {"icount": 100}, {"icount": 99}]}
TUX = "b762f0d91ec018887ad1b334543c2fdf9be9fdfc87672b409211efaa3ea0ef79"
FPU_TESTED = "F0 = 400e 8400000000000000 F1 = 400e 83ff000000000000 F2 = 400e 83ff000000000000"


def memory(locked: int, resident: int):
    """Replace reading /proc: sizes in kB, of 1,000 kB."""
    return {"methods": {"get_process_status_values": lambda _test, _pid: {"VmLck": locked, "VmRSS": resident, "VmSize": 1000}}}


def check_topology(test, core, socket, book, drawer, entitlement, dedicated):
    """Answer what the test wants to see."""
    props = {"core-id": core, "socket-id": socket, "book-id": book, "drawer-id": drawer}
    cpu = {"props": props, "entitlement": entitlement, "dedicated": dedicated, "cpu-index": core, "thread-id": 1}
    test.vm.recording.answers["query-cpus-fast"] = [[cpu]]
    type(test).check_topology(test, core, socket, book, drawer, entitlement, dedicated)


TOPOLOGY = {"methods": {"check_topology": check_topology}}

FOX = "The quick fox jumps over a lazy dog\n"


def dump(screen: dict) -> bytes:
    """Return the beginning of a PPM of a screen."""
    return b"P6\n%d %d\n255\n" % tuple(screen["size"]) + screen.get("text", "").encode()


# By the beginning of a test's name.
ANSWERS = {
    "aarch64/test_device_passthrough.py": {"members": ["out/Image.gz", "out/host.ext4", "out/guest.ext4"]},
    "aarch64/test_imx8m": {"members": ["disk.raw"]},
    "aarch64/test_virt_gpu.py:test_aarch64_virt_with_vulkan_gpu": {"run:vulkaninfo": "driverID = DRIVER_ID_MESA_VENUS\n"},
    "aarch64/test_reverse_debug.py": REPLAY,
    "aarch64/test_rme_sbsaref.py": {"members": ["out/Image", "out/host.ext4", "out/SBSA_FLASH0.fd",
                                                "out/SBSA_FLASH1.fd", "out/guest.ext4", "out/EFI/BOOT"]},
    "aarch64/test_rme_virt.py": {"members": ["out/Image", "out/flash.bin", "out/host.ext4"]},
    "arm/test_bflt.py": {"members": ["bin/busybox"],
                         "run:qemu-arm": ["BusyBox v1.24.0.git (2015-02-03 22:17:13 CET) multi-call binary.\n", "armv7l GNU/Linux\n"]},
    "m68k/test_nextcube.py": {"hmp:info registers": FPU_TESTED,
                              "screen": {"size": [1120, 832]},
                              "run:tesseract": "Backplane slot\nEthernet address\nTesting the FPU\n"},
    "mips64el/test_fuloong2e.py:test_linux_kernel_2_6_27_isa_serial": {"run:sha256sum": RESCUE_YL + " rescue-yl\n"},
    "arm/test_integratorcp.py:test_framebuffer_tux_logo": {"screen": {"picture": TUX, "times": 1}},
    "mips64el/test_malta.py:test_mips_malta_i6400_framebuffer_logo": {"screen": {"picture": TUX, "times": 8}},
    "ppc/test_amiga.py": {"members": ["floppy_edition/updater.image"]},
    "ppc/test_ppe42.py": {"hmp:info registers": "NIP fff80200"},
    "ppc64/test_reverse_debug.py": REPLAY,
    "riscv64/test_boston.py:test_boston_invalid": {"exit": [[1, "Invalid SMP CPUs 65. The max CPUs supported by machine is 64"]]},
    "s390x/test_ccw_virtio.py:test_s390x_fedora": {
        "screen": {"size": [1280, 800], "text": FOX},
        "qom-get": [1, "TESTVM  ", "LINUX   ", "TESTPLEX", 0x001a000000060b00]},
    "s390x/test_reverse_debug.py": REPLAY,
    "s390x/test_topology.py": TOPOLOGY,
    "s390x/test_topology.py:test_polarization": TOPOLOGY | {"query-s390x-cpu-polarization": [
        {"polarization": "horizontal"}, {"polarization": "vertical"}, {"polarization": "horizontal"}]},
    "s390x/test_topology.py:test_socket_full": TOPOLOGY | {"set-cpu-topology": [REFUSED, {}]},
    "s390x/test_topology.py:test_dedicated_error": TOPOLOGY | {"set-cpu-topology": [{}, *[REFUSED] * 4, {}, {}]},
    "s390x/test_topology.py:test_move_error": TOPOLOGY | {"set-cpu-topology": [REFUSED]},
    "x86_64/test_linux_initrd.py:test_with_2gib_file_should_exit": {
        "exit": [[1, "qemu: initrd is too large (max: 1, need 2147483648)"]]},
    "x86_64/test_linux_initrd.py:test_with_2gib_file_should_work": {"console": ["Unpacking initramfs..."]},
    "x86_64/test_memlock.py:test_memlock_off": memory(0, 500),
    "x86_64/test_memlock.py:test_memlock_onfault": memory(100, 100),
    "x86_64/test_memlock.py:test_memlock_on": memory(1000, 1000),
    "x86_64/test_rebuild_vmfd.py": {
        "log": "kvm_reset_vmfd kvmpit_post_vmfd_change vmbus_handle_vmfd_change\nvirtual machine state has been rebuilt\n"},
    "x86_64/test_reverse_debug.py": REPLAY,
    "x86_64/test_virtio_balloon.py": {},
}


def of(peer: str) -> dict:
    names = [name for name in ANSWERS if peer.startswith(name)]
    return dict(ANSWERS[max(names, key=len)]) if names else {}
