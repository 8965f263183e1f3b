package main

import (
	"anteroom.dev/anteroom/office"
	"anteroom.dev/anteroom/speech"
)

// recordings makes the files that people send in fit for calls.
type recordings struct{}

func (recordings) Recording(raw []byte) ([]byte, error) { return speech.Recording(raw) }

// mp3Writer is the encoder that is installed; nil where none is.
func mp3Writer() office.MP3 {
	if lame := speech.FindLame(); lame != nil {
		return lame
	}
	return nil
}
