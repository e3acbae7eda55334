package sdk

import (
	"encoding/json"
	"io"
	"testing"

	"github.com/omoios/clade/overlays/go/internal/request"
	"github.com/omoios/clade/overlays/go/internal/settings"
	"github.com/omoios/clade/overlays/go/internal/transport"
)

func TestABodyIsLeftOutOnlyWhereItSaysNothing(t *testing.T) {
	type params struct {
		Name *string `json:"name,omitzero"`
	}
	for name, test := range map[string]struct {
		body any
		want string
	}{
		"no members":   {params{}, ""},
		"a member":     {params{Name: new("n")}, `{"name":"n"}`},
		"nil":          {json.RawMessage(nil), ""},
		"absent field": {Field[params]{}, ""},
		"null field":   {NullField[params](), "null"},
		"empty field":  {NewField(params{}), "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			b := request.New(&request.Operation{Method: "POST"}).Literal("/x").OptionalJSON("application/json", test.body)
			built, err := b.Build(settings.Settings{BaseURL: "http://127.0.0.1:9"}, transport.Mode(0))
			if err != nil {
				t.Fatal(err)
			}
			sent := ""
			if built.Body != nil {
				r, err := built.Body.Open()
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				sent = string(text)
			}
			if sent != test.want {
				t.Errorf("sent %q, want %q", sent, test.want)
			}
		})
	}
}
