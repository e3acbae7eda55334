package sdk

import (
	"cmp"
	"io"
	"os"
	"path/filepath"

	"github.com/omoios/clade/overlays/go/internal/multipart"
)

// File is a file to upload. It is streamed; a failed upload is repeated only if Content can seek. The caller closes it.
type File struct {
	Content io.Reader
	// Name is the file name to send. If it is empty, it is the base name of Content, as an *os.File has one, or else the
	// name of the form's part: servers take a part without a file name for no file.
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
	form.File(name, cmp.Or(f.Name, ownName(f.Content), name), media, f.Content)
}

// ownName is the base name that a reader has, or "".
func ownName(content io.Reader) string {
	if named, ok := content.(interface{ Name() string }); ok && named.Name() != "" {
		return filepath.Base(named.Name())
	}
	return ""
}
