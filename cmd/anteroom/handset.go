package main

import (
	"anteroom.dev/anteroom"
	"anteroom.dev/anteroom/pbx/handset"
)

// handsets lets the portal write the files of telephones.
type handsets struct{}

func (handsets) Write(s anteroom.HandsetSettings, name string) (file []byte, kind string, own bool) {
	f, own := handset.Write(s, name)
	return f.Body, f.Type, own
}

func (handsets) Path(m anteroom.HandsetModel) string { return handset.Path(m) }
