package sdk

import (
	"io"
	"os"
	"path/filepath"

	"github.com/omoios/clade/overlays/go/internal/multipart"
)

// File is a file to upload. It is streamed; a failed upload is repeated only if Content can seek. The caller closes it.
type File struct {
	Content io.Reader
	// Name is the file name to send.
	Name string
	// ContentType is application/octet-stream if empty.
	ContentType string
}

// NewFile describes an open file of the operating system, under its base name.
func NewFile(file *os.File) File { return File{Content: file, Name: filepath.Base(file.Name())} }

// add puts the file into a form; media is the type that the description gives, if the file has none.
func (f File) add(form *multipart.Form, name, media string) {
	if f.ContentType != "" {
		media = f.ContentType
	}
	form.File(name, f.Name, media, f.Content)
}
