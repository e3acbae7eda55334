module driver

go 1.26

require github.com/omoios/clade/generated/go v0.0.0

replace github.com/omoios/clade/generated/go => ../../../generated/go
