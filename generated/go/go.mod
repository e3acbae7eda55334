module github.com/omoios/clade/generated/go

go 1.26
