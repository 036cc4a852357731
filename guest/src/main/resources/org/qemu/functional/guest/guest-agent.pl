#!/usr/bin/perl
# Runs commands and moves files for the test program at the other end of a virtio-serial port.
#
# A frame is a length (32 bits, big endian, of what follows it), a type (8 bits), a number (32 bits) and its payload. The
# numbers are the host's; it names each command, transfer or question by one. What the types mean stands beside
# the functions that take or send them, and in Frame.java.
#
# Written for the Perl of Debian's perl-base with no module loaded: those cost more at the start than all of this.

my $MAGIC = "\x00\xffQFGA1\n";    # begins a session; no text has it
my $BLOCK = 65536;                # bytes of a frame's data at most
my $WINDOW = 1 << 20;             # bytes that may be under way on a stream before the other end says that it has taken some
my $LONGEST = 1 << 22;            # bytes of a frame at most; more is noise
my $PORT = 'org.qemu.functional.guest.0';
my $FORKERS = 3;                  # that are kept

my ($port, $wake, $waker, $random);
my $received = '';                # what is not yet a frame
my $in_session = 0;
my %jobs;                         # by number
my %job_of;                       # by process
my @forkers;                      # that wait for a script
my %forker_of;                    # by process, the resident shell's too
my $resident;                     # the shell that runs built-in commands
my %watches;                      # by number

my $boot = do { open my $f, '<', '/proc/sys/kernel/random/boot_id'; my $text = $f ? <$f> : ''; chomp $text; $text };

# The operating system by numbers: what perl-base does not name without modules.
my ($EINTR, $EAGAIN) = (4, 11);
my $machine = do { open my $f, '<', '/proc/sys/kernel/arch'; my $m = $f ? <$f> : undef; $m = `uname -m` unless $m; chomp $m; $m };
my $powerpc_or_mips = $machine =~ /^(ppc|mips)/;
my $O_NONBLOCK = $machine =~ /^mips/ ? 0x80 : 0x800;              # asm/fcntl.h
my $RNDADDENTROPY = $powerpc_or_mips ? 0x80085203 : 0x40085203;   # linux/random.h, asm/ioctl.h
my $RNDRESEEDCRNG = $powerpc_or_mips ? 0x20005207 : 0x5207;
my %CLOCK_SETTIME = (x86_64 => 227, aarch64 => 112, ppc64le => 245, ppc64 => 245, mips => 4262);    # asm/unistd.h
my %SETHOSTNAME = (x86_64 => 170, aarch64 => 161, ppc64le => 74, ppc64 => 74, mips => 4074);
($CLOCK_SETTIME{$machine}, $SETHOSTNAME{$machine}) = (262, 74) if $machine =~ /^armv/;

sub find_port {
    while (1) {
        opendir my $ports, '/sys/class/virtio-ports';
        for my $device (grep { !/^\./ } $ports ? readdir $ports : ()) {
            open my $f, '<', "/sys/class/virtio-ports/$device/name" or next;
            my $name = <$f>;
            next unless defined $name && $name eq "$PORT\n";
            open my $found, '+<:raw', "/dev/$device" or next;
            return $found;
        }
        pause(0.02);
    }
}

# Sending

sub put {
    my $left = $_[0];
    my $offset = 0;
    while ($offset < length $left) {
        my $n = syswrite $port, $left, length($left) - $offset, $offset;
        if (defined $n) {
            $offset += $n;
        } elsif ($! != $EINTR) {
            pause(0.02);          # the host is gone, or its end is not open yet
        }
    }
}

sub report {
    my ($type, $id, $payload) = @_;
    put(pack('NaN', 5 + length $payload, $type, $id) . $payload) if $in_session;
}

# 'X': it went wrong; a number of errno(3) and why.
sub fail { my ($id, $what) = @_; my $n = $! + 0; report('X', $id, pack('N', $n) . "$what: $!") }

sub pause { select undef, undef, undef, $_[0] }

# Commands

# Opens the ends of the agent's pipes by their numbers. A shell reads an order byte by byte, so orders are short.
my $PIPES = "_p=/proc/$$/fd\n";

# A shell that forks a shell for each script: a fork costs the guest a fraction of what starting a shell does. The one that is
# to take the next script is forked already. The input is a '-' if there is none; a short script is in the order itself, behind
# an 'e'.
my $FORKER = $PIPES . <<'END';
while :; do
    (
        read -r _o _e _i _s || { kill -9 $$; exit; }
        case $_i in
            -) exec < /dev/null > $_p/$_o 2> $_p/$_e ;;
            *) exec < $_p/$_i > $_p/$_o 2> $_p/$_e ;;
        esac
        case $_s in
            e*) eval "${_s#e}" ;;
            *) . $_p/$_s ;;
        esac
    )
    echo $?
done
END

# A shell that runs scripts itself: only such as have no effect on it, read nothing and cannot wait. Making and ending a process
# is most of what they would cost. The numbers are those of the pipes for their output, which it keeps.
my $RESIDENT = $PIPES . <<'END';
exec 3>&1 > $_p/OUT 2> $_p/ERR
while read -r _s; do
    eval "$_s"
    echo $? >&3
done
END

# One built-in command with plain words, of which none is a pattern, or names what differs between processes.
my $WORD = qr{ (?![\w./-]*/(?:dev|proc)\b)[\w.,:/=+!-]+};
my %BUILTIN = map { $_ => 1 } qw(true false :);    # without a pattern, whose engine a clone would have to translate
my $BUILTIN = qr{\A(?:echo$WORD{0,20}|test$WORD{1,5}|\[$WORD{1,5} \])\z};

sub start {
    my ($in, $out, @command) = @_;
    my $pid = fork;
    return $pid if $pid || !defined $pid;
    setpgrp 0, 0;
    $SIG{$_} = 'DEFAULT' for qw(CHLD PIPE INT TERM HUP);
    open STDIN, '<&', $in;
    open STDOUT, '>&', $out->[0];
    open STDERR, '>&', $out->[1];
    fcntl $_, 2, 0 for @$out[2 .. $#$out];    # F_SETFD, so that they stay open
    chdir '/root' or chdir '/';
    exec @command;
    exit 127;
}

sub forker {
    pipe my $orders_r, my $orders_w or return;
    pipe my $status_r, my $status_w or return;
    my $pid = start($orders_r, [$status_w, \*STDERR], 'sh', '-c', $FORKER);
    return unless $pid;
    my $forker = {pid => $pid, orders => $orders_w, status => $status_r};
    $forker_of{$pid} = $forker;
    return $forker;
}

sub nonblocking {
    fcntl $_, 4, $O_NONBLOCK for @_;    # F_SETFL
}

sub resident {
    my $shell = {resident => 1};
    pipe my $orders_r, $shell->{orders} or return;
    pipe $shell->{status}, my $status_w or return;
    for my $stream (qw(O E)) {
        pipe $shell->{$stream}, $shell->{"to$stream"} or return;
        nonblocking($shell->{$stream});
    }
    (my $script = $RESIDENT) =~ s/OUT/fileno $shell->{toO}/e;
    $script =~ s/ERR/fileno $shell->{toE}/e;
    $shell->{pid} = start($orders_r, [$status_w, \*STDERR], 'sh', '-c', $script) or return;
    $forker_of{$shell->{pid}} = $shell;
    return $resident = $shell;
}

# Lets the resident shell run a script; false if it cannot.
sub run_in_resident {
    my ($job, $script) = @_;
    my $shell = $resident || resident() or return 0;
    return 0 if $shell->{busy};
    $shell->{busy} = 1;
    $job->{forker} = $shell;
    $job->{pid} = $shell->{pid};
    $job->{$_} = $shell->{$_} for qw(O E);
    syswrite $shell->{orders}, "$script\n";
    $jobs{$job->{id}} = $job;
    $job_of{$job->{pid}} = $job;
    return 1;
}

# 'R': run a shell's script, of 32 KiB at most; 'r': one that reads nothing. Is followed by 'I' (input), 'J' (no more input), 'K' (a
# signal for its processes), 'G' (so much of a stream was taken). Tells 'O' and 'E' (output), 'g' (so much input was taken), 'x' (it
# ended: exit status, signal).
sub run {
    my ($id, $script, $mute) = @_;
    my $job = {id => $id, input => '', window => {O => $WINDOW, E => $WINDOW}};
    return if ($BUILTIN{$script} || $script =~ $BUILTIN) && run_in_resident($job, $script);
    my $own = $script =~ /\$\$|\$\{\$|\$PPID/;    # in a forked shell those are the numbers of the one that forked it
    my $short = !$own && $script =~ /\A[!-~]([ -~]{0,38}[!-\[\]-~])?\z/;
    my ($script_r, $in_r);
    if (!$short) {
        pipe $script_r, my $script_w or return fail($id, 'cannot make a pipe');
        syswrite $script_w, $script;
    }
    if ($mute) {
        open $in_r, '<', '/dev/null' if $own;
    } else {
        pipe $in_r, $job->{in} or return fail($id, 'cannot make a pipe');
        nonblocking($job->{in});
    }
    pipe $job->{O}, my $out_w or return fail($id, 'cannot make a pipe');
    pipe $job->{E}, my $err_w or return fail($id, 'cannot make a pipe');
    nonblocking($job->{O}, $job->{E});
    if ($own) {
        my $pid = start($in_r, [$out_w, $err_w, $script_r], 'sh', '/proc/self/fd/' . fileno $script_r);
        return fail($id, 'cannot start a shell') unless $pid;
        $job->{pid} = $pid;
    } else {
        my $forker = (shift @forkers) || forker();
        return fail($id, 'cannot start a shell') unless $forker;
        $job->{forker} = $forker;
        $job->{pid} = $forker->{pid};
        $job->{theirs} = [$in_r, $out_w, $err_w, $script_r];    # until it is over: when they are opened is not told
        syswrite $forker->{orders}, join(' ', fileno $out_w, fileno $err_w, $mute ? '-' : fileno $in_r,
            $short ? "e$script" : fileno $script_r) . "\n";
    }
    $jobs{$id} = $job;
    $job_of{$job->{pid}} = $job;
}

# Those that are a job's now: what its forker has forked, and what came of it.
sub processes {
    my ($job) = @_;
    my %children;
    opendir my $proc, '/proc' or return;
    for my $pid (grep { /^\d+$/ } readdir $proc) {
        open my $f, '<', "/proc/$pid/stat" or next;
        my $stat = <$f>;
        push @{$children{$1}}, $pid if defined $stat && $stat =~ /.*\) \S (\d+)/;
    }
    my @found = $job->{forker} ? () : $job->{pid};
    my @next = $job->{pid};
    while (defined(my $pid = shift @next)) {
        push @found, @{$children{$pid} || []};
        push @next, @{$children{$pid} || []};
    }
    return @found;
}

# A forker whose script has just ended has forked for the next one: killing that alone, it would tell of a script that never ran.
sub stop {
    my ($job, $signal) = @_;
    my @processes = processes($job);
    unshift @processes, $job->{pid} if $job->{forker} && $signal == 9;
    kill $signal, @processes;
}

sub feed {
    my $job = $_[0];
    while (length $job->{input}) {
        my $n = syswrite $job->{in}, $job->{input};
        if (!defined $n) {
            return if $! == $EAGAIN;
            next if $! == $EINTR;
            report('g', $job->{id}, pack 'N', length $job->{input});    # nobody reads it any more
            $job->{input} = '';
            delete $job->{in};
            return;
        }
        substr $job->{input}, 0, $n, '';
        report('g', $job->{id}, pack 'N', $n);
    }
    delete $job->{in} if $job->{in_ends};
}

# Passes one block of output on; false when there is none now.
sub drain {
    my ($job, $stream) = @_;
    my $from = $job->{$stream} or return 0;
    my $limit = $job->{told} ? $BLOCK : $job->{window}{$stream};
    return 0 if $limit <= 0;
    my $n = sysread $from, (my $data), $limit < $BLOCK ? $limit : $BLOCK;
    if (!defined $n) {
        return $! == $EINTR;
    }
    if ($n == 0) {
        delete $job->{$stream};
        return 0;
    }
    return 1 if $job->{told};     # what a left-over child says when its command is over is nobody's
    $job->{window}{$stream} -= $n;
    report($stream, $job->{id}, $data);
    return 1;
}

sub reap {
    while ((my $pid = waitpid(-1, 1)) > 0) {    # WNOHANG
        my $status = $?;
        if (my $forker = delete $forker_of{$pid}) {
            @forkers = grep { $_ != $forker } @forkers;
            undef $resident if $forker->{resident};
            kill 'KILL', -$pid;    # what it had forked
        }
        over($job_of{$pid}, $status) if $job_of{$pid};
    }
}

sub over {
    my ($job, $status) = @_;
    delete $job_of{$job->{pid}};
    $job->{ended} = 1;
    $job->{status} = $status;
    delete $job->{theirs};
    finish();
}

# A forker says how its script ended, as shells do: 128 and more for a signal.
sub forker_told {
    my ($job) = @_;
    my $n = sysread $job->{forker}{status}, my $text, 16;
    return unless $n;              # its death will be told
    if ($job->{forker}{resident}) {
        $job->{forker}{busy} = 0;
    } else {
        push @forkers, $job->{forker};
    }
    over($job, $text > 128 && $text <= 192 ? $text - 128 : $text << 8);
}

# Tells the end of commands whose output is told.
sub finish {
    for my $job (grep { $_->{ended} && !$_->{told} } values %jobs) {
        next if grep { $job->{$_} && pending($job, $_) } qw(O E);
        report('x', $job->{id}, pack 'CC', $job->{status} >> 8, $job->{status} & 127);
        $job->{told} = 1;
        delete $job->{in};
        delete @$job{qw(O E)} if $job->{forker} && $job->{forker}{resident};    # the next command's
        delete $jobs{$job->{id}} unless $job->{O} || $job->{E};
    }
}

# Passes on what a stream holds as far as the window goes; true if there is more.
sub pending {
    my ($job, $stream) = @_;
    while ($job->{$stream}) {
        if ($job->{window}{$stream} <= 0) {
            my $bits = '';
            vec($bits, fileno $job->{$stream}, 1) = 1;
            return select($bits, undef, undef, 0) > 0;
        }
        my $n = sysread $job->{$stream}, (my $data), $job->{window}{$stream} < $BLOCK ? $job->{window}{$stream} : $BLOCK;
        if (!defined $n) {
            next if $! == $EINTR;
            return 0;
        }
        if ($n == 0) {
            delete $job->{$stream};
            return 0;
        }
        $job->{window}{$stream} -= $n;
        report($stream, $job->{id}, $data);
    }
    return 0;
}

# Files

my %puts;    # by number
my %gets;

# 'P': write a file: mode, then its name; then 'D' (data), 'F' (that was all). Tells 'd' (so many bytes were taken), 'f'.
sub put_file {
    my ($id, $payload) = @_;
    my ($mode, $name) = unpack 'Na*', $payload;
    my $part = "$name.part-$id";
    open my $file, '>:raw', $part or return fail($id, "cannot write '$name'");
    $puts{$id} = {file => $file, part => $part, name => $name, mode => $mode};
}

sub put_data {
    my ($id, $data) = @_;
    my $put = $puts{$id} or return;    # has failed already, as the host will read
    my $offset = 0;
    while ($offset < length $data) {
        my $n = syswrite $put->{file}, $data, length($data) - $offset, $offset;
        if (!defined $n) {
            next if $! == $EINTR;
            fail($id, "cannot write '$put->{name}'");
            unlink $put->{part};
            delete $puts{$id};
            return;
        }
        $offset += $n;
    }
    report('d', $id, pack 'N', length $data);
}

sub put_end {
    my ($id) = @_;
    my $put = delete $puts{$id} or return;
    if (close($put->{file}) && chmod($put->{mode}, $put->{part}) && rename $put->{part}, $put->{name}) {
        report('f', $id, '');
    } else {
        fail($id, "cannot write '$put->{name}'");
        unlink $put->{part};
    }
}

# 'T': read a file: its name. Tells 't' (mode and size), 'O' (data, as far as 'G' lets it), 'f' (that was all).
sub get_file {
    my ($id, $name) = @_;
    open my $file, '<:raw', $name or return fail($id, "cannot read '$name'");
    my @stat = stat $file;
    if (-d _) {
        $! = 21;                   # EISDIR
        return fail($id, "cannot read '$name'");
    }
    report('t', $id, pack 'NNN', $stat[2] & 07777, int($stat[7] / 4294967296), $stat[7] & 0xffffffff);
    $gets{$id} = {file => $file, name => $name, window => $WINDOW};
}

sub send_some {
    my ($id) = @_;
    my $get = $gets{$id};
    while ($get->{window} > 0) {
        my $n = sysread $get->{file}, (my $data), $BLOCK;
        if (!defined $n) {
            next if $! == $EINTR;
            fail($id, "cannot read '$get->{name}'");
            delete $gets{$id};
            return;
        }
        if ($n == 0) {
            report('f', $id, '');
            delete $gets{$id};
            return;
        }
        $get->{window} -= $n;
        report('O', $id, $data);
    }
}

# Waiting

# 'W': tell 'f' when a file is there ('f' and its name), or when something listens on a TCP port ('p' and its number).
sub holds {
    my ($kind, $what) = unpack 'aa*', $_[0];
    return -e $what || -l $what if $kind eq 'f';
    my $hex = sprintf ':%04X', $what;
    for my $table ('/proc/net/tcp', '/proc/net/tcp6') {
        open my $f, '<', $table or next;
        while (<$f>) {
            my @fields = split;
            return 1 if $fields[3] eq '0A' && substr($fields[1], -5) eq $hex;
        }
    }
    return 0;
}

sub look {
    for my $id (keys %watches) {
        if (holds($watches{$id})) {
            delete $watches{$id};
            report('f', $id, '');
        }
    }
}

# The guest itself

# 'S': become another: nanoseconds since 1970 (64 bits), a host name with its length (16 bits) before it, then bytes for the kernel's
# entropy. Tells 'f'.
sub become {
    my ($id, $payload) = @_;
    my ($high, $low, $name, $entropy) = unpack 'NNn/a*a*', $payload;
    my $nanos = $high * 4294967296 + $low;
    my $seconds = int($nanos / 1000000000);
    my $time = pack 'l!l!', $seconds, $nanos - $seconds * 1000000000;
    my $number = $CLOCK_SETTIME{$machine};
    if (!$number || syscall($number, 0, $time) != 0) {
        return fail($id, "cannot set the clock on '$machine'");
    }
    if (length $name) {
        my $call = $SETHOSTNAME{$machine};
        $call && syscall($call, $name, length $name) == 0 or return fail($id, "cannot set the host name '$name'");
    }
    if (length $entropy) {
        my $pool = pack 'iia*', 8 * length $entropy, length $entropy, $entropy;
        ioctl $random, $RNDADDENTROPY, $pool or return fail($id, 'cannot add entropy');
        ioctl $random, $RNDRESEEDCRNG, 0 or return fail($id, 'cannot seed the random numbers anew');
    }
    report('f', $id, '');
}

# 'H': a new session: what an old one left is ended. Tells 'h' with the same 16 bytes and the boot's number.
sub hello {
    my ($nonce) = @_;
    kill 'KILL', -$_->{pid}, processes($_) for values %job_of;
    unlink $_->{part} for values %puts;
    delete $job_of{$_} for keys %job_of;
    (%jobs, %puts, %gets, %watches) = ();
    $in_session = 1;
    put($MAGIC);
    report('h', 0, $nonce . $boot);
}

my %handlers = (
    R => \&run,
    r => sub { run(@_, 1) },
    I => sub { my $job = $jobs{$_[0]} or return; if ($job->{in}) { $job->{input} .= $_[1] } else { report('g', $_[0], pack 'N', length $_[1]) } feed($job) if $job->{in} },
    J => sub { my $job = $jobs{$_[0]} or return; $job->{in_ends} = 1; feed($job) if $job->{in} },
    K => sub { my $job = $jobs{$_[0]} or return; stop($job, unpack 'C', $_[1]) },
    G => sub {
        my ($stream, $n) = unpack 'aN', $_[1];
        if (my $job = $jobs{$_[0]}) { $job->{window}{$stream} += $n; finish() if $job->{ended} }
        if (my $get = $gets{$_[0]}) { $get->{window} += $n; send_some($_[0]) }
    },
    P => \&put_file,
    D => \&put_data,
    F => \&put_end,
    T => sub { get_file(@_); send_some($_[0]) if $gets{$_[0]} },
    W => sub { $watches{$_[0]} = $_[1]; look() },
    C => sub {                     # forget it
        my ($id) = @_;
        if (my $put = delete $puts{$id}) { unlink $put->{part} }
        delete $gets{$id};
        delete $watches{$id};
    },
    S => \&become,
    N => sub { report('n', $_[0], '') },    # are you there?
);

# Takes the frames that are whole.
sub take {
    while (1) {
        if (!$in_session || substr($received, 0, length $MAGIC) eq $MAGIC) {
            my $at = index $received, $MAGIC;
            if ($at < 0) {
                my $keep = length($MAGIC) - 1;
                $received = substr $received, -$keep if length $received > $keep;
                return;
            }
            return if length $received < $at + length($MAGIC) + 16;
            my $nonce = substr $received, $at + length $MAGIC, 16;
            substr $received, 0, $at + length($MAGIC) + 16, '';
            hello($nonce);
            next;
        }
        return if length $received < 4;
        my $length = unpack 'N', $received;
        if ($length < 5 || $length > $LONGEST) {
            # The magic's own beginning is a length of this kind; else it is noise, after which only a new session helps.
            return if $received eq substr $MAGIC, 0, length $received;
            report('X', 0, pack('N', 0) . "noise instead of a frame: " . unpack 'H*', substr $received, 0, 16);
            $in_session = 0;
            next;
        }
        return if length $received < 4 + $length;
        my (undef, $type, $id) = unpack 'NaN', $received;
        my $payload = substr $received, 9, $length - 5;
        substr $received, 0, 4 + $length, '';
        my $handler = $handlers{$type};
        if ($handler) {
            $handler->($id, $payload);
        } else {
            $! = 38;               # ENOSYS
            fail($id, "a frame of type '$type'");
        }
    }
}

sub loop {
    my ($reading, $writing, %streams) = ('', '');
    vec($reading, fileno $port, 1) = 1;
    vec($reading, fileno $wake, 1) = 1;
    for my $job (values %jobs) {
        if ($job->{forker} && !$job->{ended}) {
            vec($reading, fileno $job->{forker}{status}, 1) = 1;
        }
        next if $job->{forker} && $job->{forker}{resident};    # what it writes fits into a pipe until it has ended
        for my $stream (qw(O E)) {
            next unless $job->{$stream} && ($job->{told} || $job->{window}{$stream} > 0);
            vec($reading, fileno $job->{$stream}, 1) = 1;
            $streams{fileno $job->{$stream}} = [$job, $stream];
        }
        vec($writing, fileno $job->{in}, 1) = 1 if $job->{in} && length $job->{input};
    }
    my $n = select $reading, $writing, undef, %watches ? 0.02 : undef;
    if ($n <= 0) {
        look() if %watches;
        return;
    }
    if (vec $reading, fileno $wake, 1) {
        sysread $wake, (my $unused), 4096;
        reap();
    }
    if (vec $reading, fileno $port, 1) {
        my $count = sysread $port, $received, 1 << 18, length $received;
        if ($count) {
            take();
        } else {
            pause(0.02);           # no host
        }
    }
    for my $fd (keys %streams) {
        drain(@{$streams{$fd}}) if vec $reading, $fd, 1;
    }
    for my $job (grep { $_->{forker} && !$_->{ended} } values %jobs) {
        forker_told($job) if vec $reading, fileno $job->{forker}{status}, 1;
    }
    feed($_) for grep { $_->{in} && length $_->{input} } values %jobs;
    delete $jobs{$_->{id}} for grep { $_->{told} && !$_->{O} && !$_->{E} } values %jobs;
}

$ENV{PATH} ||= '/usr/sbin:/usr/bin:/sbin:/bin';
pipe $wake, $waker;
nonblocking($waker);
open $random, '+<:raw', '/dev/urandom';
$SIG{CHLD} = sub { syswrite $waker, 'c' };
$SIG{PIPE} = 'IGNORE';
umask 022;
$port = find_port();
push @forkers, forker() while @forkers < $FORKERS;
resident();
put($MAGIC . pack('NaN', 5 + 16 + length $boot, 'h', 0) . "\0" x 16 . $boot);    # a host that knows another boot sees that it is over
loop() while 1;
