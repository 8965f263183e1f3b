package main

import "anteroom.dev/anteroom/speech"

// recordings makes the files that people send in fit for calls.
type recordings struct{}

func (recordings) Recording(raw []byte) ([]byte, error) { return speech.Recording(raw) }
