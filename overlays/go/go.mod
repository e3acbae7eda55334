module github.com/omoios/clade/overlays/go

go 1.26
