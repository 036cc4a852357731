#!/usr/bin/perl
# service.pl NAME [BACKEND]: answers each line on port 7000 with "NAME(line)", or with what the backend makes of it first.
use strict;
use warnings;
use IO::Socket::INET;
my ($name, $backend) = @ARGV;
$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalPort => 7000, Listen => 8, ReuseAddr => 1) or die "cannot listen: $@";
while (my $client = $server->accept) {
    next if fork;
    while (my $line = <$client>) {
        chomp $line;
        print $client "$name(", $backend ? ask($line) : $line, ")\n";
    }
    exit;
}

sub ask {
    my ($line) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => "$backend:7000", Timeout => 2) or return 'no backend';
    print $socket "$line\n";
    my $answer = <$socket>;
    chomp $answer;
    return $answer;
}
