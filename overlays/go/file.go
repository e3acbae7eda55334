package sdk

import (
	"io"
	"os"
	"path/filepath"
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
