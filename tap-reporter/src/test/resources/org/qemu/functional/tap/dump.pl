# Reads a file with Perl's own TAP parser and prints what arrived, every text as the hex digits of its UTF-8.
use strict;
use warnings;
use TAP::Parser;
use Encode;

sub hex_of { return '-' . unpack 'H*', encode( 'UTF-8', shift // '' ) }

sub dump_data {
    my ( $path, $data ) = @_;
    if ( ref $data eq 'HASH' ) {
        dump_data( "$path/$_", $data->{$_} ) for sort keys %$data;
    }
    elsif ( ref $data eq 'ARRAY' ) {
        dump_data( "$path/$_", $data->[$_] ) for 0 .. $#$data;
    }
    else {
        print join( ' ', 'yaml', hex_of($path), hex_of($data) ), "\n";
    }
}

my $parser = TAP::Parser->new( { exec => [ 'cat', $ARGV[0] ] } );
while ( my $result = $parser->next ) {
    if ( $result->is_test ) {
        print join( ' ', 'test', $result->number, $result->is_ok ? 'ok' : 'not_ok',
            hex_of( $result->description ), hex_of( $result->directive ), hex_of( $result->explanation ) ), "\n";
    }
    elsif ( $result->is_yaml ) {
        dump_data( '', $result->data );
    }
    elsif ( $result->is_unknown ) {
        print 'error ', hex_of( 'unknown line ' . $result->raw ), "\n";
    }
}
print 'error ', hex_of($_), "\n" for $parser->parse_errors;
