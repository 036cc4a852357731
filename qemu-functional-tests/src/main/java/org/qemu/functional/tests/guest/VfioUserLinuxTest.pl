# VfioUserLinuxTest.pl ADDRESS TEXT...: drives a DmaCopyEngine through Linux's vfio-pci, behind an IOMMU.
# See linux/vfio.h: the numbers of requests, and the structures that pack makes here.
use strict;
use warnings;

my ($address, @texts) = @ARGV;
my ($source, $target, $size) = (0x100000, 0x200000, 4096);

sub spew { my ($file, $text) = @_; open my $out, '>', $file or die "$file: $!"; print $out $text; close $out or die "$file: $!" }

# Bind the driver.
my $folder = "/sys/bus/pci/devices/$address";
spew("$folder/driver_override", 'vfio-pci');
spew('/sys/bus/pci/drivers_probe', $address) unless -e "$folder/driver";
my ($number) = readlink("$folder/iommu_group") =~ m{(\d+)$};

# Open the device.
open my $container, '+<', '/dev/vfio/vfio' or die "container: $!";
open my $group, '+<', "/dev/vfio/$number" or die "group $number: $!";
ioctl($group, 0x3b68, pack('i', fileno $container)) or die "VFIO_GROUP_SET_CONTAINER: $!";
ioctl($container, 0x3b66, 1) or die "VFIO_SET_IOMMU: $!";
my $device = ioctl($group, 0x3b6a, "$address\0") or die "VFIO_GROUP_GET_DEVICE_FD: $!";
open my $handle, '+<&=', $device or die "device: $!";

# The offset of a region in the file: VFIO_DEVICE_GET_REGION_INFO.
sub offset {
    my ($region) = @_;
    my $info = pack('LLLLQQ', 32, 0, $region, 0, 0, 0);
    ioctl($handle, 0x3b6c, $info) or die "VFIO_DEVICE_GET_REGION_INFO: $!";
    return (unpack('LLLLQQ', $info))[5];
}
my ($bar, $config) = (offset(0), offset(7));

# pwrite and pread
sub put { my ($at, $bytes) = @_; syscall(18, $device, $bytes, length $bytes, $at) == length $bytes or die "pwrite: $!" }
sub take { my ($at, $length) = @_; my $bytes = "\0" x $length; syscall(17, $device, $bytes, $length, $at) == $length or die "pread: $!"; return $bytes }
sub status { return unpack('L', take($bar + 0x18, 4)) }

# Memory for the device: a shared, populated page at each address; mmap and VFIO_IOMMU_MAP_DMA.
my %page;
for my $iova ($source, $target) {
    $page{$iova} = syscall(9, 0, $size, 3, 0x8021, -1, 0);
    ioctl($container, 0x3b71, pack('LLQQQ', 32, 3, $page{$iova}, $iova, $size)) or die "VFIO_IOMMU_MAP_DMA: $!";
}

# Memory and bus mastering, then MSI-X vector 0 on an eventfd: VFIO_DEVICE_SET_IRQS.
put($config + 4, pack('S', 6));
my $event = syscall(290, 0, 0);
ioctl($handle, 0x3b6e, pack('LLLLLi', 24, 0x24, 2, 0, 1, $event)) or die "VFIO_DEVICE_SET_IRQS: $!";

sub interrupts {
    open my $in, '<', '/proc/interrupts' or die $!;
    my $count = 0;
    while (<$in>) { next unless /vfio-msix\[0\]\(\Q$address\E\)/; $count += $_ for grep { /^\d+$/ } (split)[1 .. 1] }
    return $count;
}

# Copy, and wait for the interrupt.
sub copy {
    my ($from, $length) = @_;
    put($bar, pack('Q', $from));
    put($bar + 8, pack('Q', $target));
    put($bar + 0x10, pack('L', $length));
    put($bar + 0x14, pack('L', 1));
    my $bits = '';
    vec($bits, $event, 1) = 1;
    select($bits, undef, undef, 30) == 1 or die 'no interrupt within 30 s';
    syscall(0, $event, my $count = "\0" x 8, 8);
}

for my $text (@texts) {
    pipe my $out, my $in or die $!;
    syswrite $in, $text;
    syscall(0, fileno $out, $page{$source}, length $text);
    copy($source, length $text);
    printf "copied %s, status %d, interrupts %d\n", unpack('P' . length $text, pack('Q', $page{$target})), status(), interrupts();
}
copy(0x700000, 16);
printf "a bad address: status %d, error %d, interrupts %d\n", status(), unpack('L', take($bar + 0x1c, 4)), interrupts();
ioctl($handle, 0x3b6f, 0) or die "VFIO_DEVICE_RESET: $!";
put($config + 4, pack('S', 6));
printf "after a reset: status %d\n", status();
